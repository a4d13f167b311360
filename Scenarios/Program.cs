using CrossbarSim.Scenarios.Commands;

return await CommandLineProgram.Run(args).ConfigureAwait(false);
