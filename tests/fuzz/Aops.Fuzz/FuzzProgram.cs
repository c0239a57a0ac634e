using Aops.Contracts;
using Aops.Fuzz.Engine;
using Aops.Fuzz.Targets;

namespace Aops.Fuzz;

/// <summary>
/// Gives every reader of foreign bytes as many hostile inputs as asked for. A reader may refuse an input only in the way
/// that its target declares; any other exception, a second without an end and memory that stays are faults.
/// </summary>
internal static class FuzzProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        if (FuzzOptions.TryParse(arguments, out var fault) is not { } options)
        {
            await Console.Error.WriteLineAsync(fault);
            return ExitCodes.Usage;
        }
        var targets = AllTargets.Of(options.Target);
        if (targets.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"fuzz: there is no target '{options.Target}'; there are {string.Join(", ", AllTargets.Names)}");
            return ExitCodes.Usage;
        }
        if (options.Replay is { } file) return Replay(file, targets);
        if (options.IsLane) return LaneProgram.Run(targets[0], options);
        return await new FuzzRun(options, targets, Console.Out).RunAsync() == 0 ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static int Replay(string file, IReadOnlyList<FuzzTarget> targets)
    {
        if (targets.Count > 1)
        {
            Console.Error.WriteLine("fuzz: --replay FILE needs --target T");
            return ExitCodes.Usage;
        }
        var verdict = new InputJudge(targets[0]).Judge(File.ReadAllBytes(file));
        Console.WriteLine(verdict.Fault ?? $"no fault; outcome: {verdict.Outcome}");
        return verdict.Fault is null ? ExitCodes.Ok : ExitCodes.Failure;
    }
}
