"""One module a command: `arguments(parser)` declares, `main(arguments)` runs."""
