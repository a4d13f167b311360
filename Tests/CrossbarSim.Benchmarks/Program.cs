using CrossbarSim.Benchmarks;

return new BenchmarkProgram(BenchmarkCatalog.All, new BenchmarkTiming()).Run(args, Console.Out, Console.Error);
