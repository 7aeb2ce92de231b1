// What commander would start subcommands with that are programs of their own: gwc has none, and the module takes its time.

export default {};
