using System.Text.Json;
using Aops.Rollouts.Strategies;
using Aops.Server.Http;
using Aops.Server.Rollouts;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>When hosts of a run have their turn, besides how many at once: read from a request, shown, and stored.</summary>
internal static class RunPaceForm
{
    /// <summary>Checks the ramp of a request.</summary>
    public static RunRamp? Read(IReadOnlyList<RampStepMessage>? steps, FieldErrors errors)
    {
        if (steps is null) return null;
        if (steps.Count is 0 or > RunRamp.StepsMax) errors.Add("ramp", $"has 1 to {RunRamp.StepsMax} steps");
        foreach (var (index, step) in steps.Index())
        {
            var field = $"ramp.{index}";
            if (step.Hosts is null == step.Percent is null) errors.Add(field, "has either hosts or percent");
            if (step.Hosts < 1) errors.Add(field, "hosts is 1 or more");
            if (step.Percent is < 1 or > 100) errors.Add(field, "percent is from 1 to 100");
        }
        return RampOf(steps);
    }

    /// <summary>Checks the window of a request: all hosts of a run have the same, and it opens while the run may be started.</summary>
    public static MaintenanceWindow? Read(
        WindowMessage? message, DateTimeOffset now, DateTimeOffset startBefore, FieldErrors errors)
    {
        if (message is null) return null;
        if (message.Zone is null) errors.Add("window.zone", "names the zone, such as UTC or Europe/Berlin");
        if (WindowForm.Read("window", message, errors) is not { } window) return null;
        if (window.Fault is { } fault)
        {
            errors.Add("window", fault.TrimEnd('.'));
        }
        else if (window.FindNext(now, hostZone: null) > startBefore)
        {
            errors.Add("window", $"does not open before {JsonTime.Of(startBefore)}, after which no host starts the run; " +
                "ttlSeconds or startBefore makes that later");
        }
        return window;
    }

    public static IReadOnlyList<RampStepMessage>? Show(RunRamp? ramp) => ramp is null
        ? null
        : [.. ramp.Steps.Select(step => new RampStepMessage { Hosts = step.Hosts, Percent = step.Percent })];

    /// <summary>A ramp as operators write it: <c>1,10%</c>; null for none.</summary>
    public static string? Words(RunRamp? ramp) => ramp is null
        ? null
        : string.Join(',', ramp.Steps.Select(step => step.Hosts is { } hosts ? $"{hosts}" : $"{step.Percent}%"));

    /// <summary>A window in words; null for none.</summary>
    public static string? Words(MaintenanceWindow? window) => window is null
        ? null
        : $"{window.Start.Text} {window.Zone} for {window.Length.TotalSeconds:0} s";

    /// <summary>A ramp as it is stored.</summary>
    public static string? TextOf(RunRamp? ramp) => Show(ramp) is { } steps
        ? JsonSerializer.Serialize(steps, RunJson.Default.IReadOnlyListRampStepMessage)
        : null;

    /// <summary>A window as it is stored.</summary>
    public static string? TextOf(MaintenanceWindow? window) => window is null
        ? null
        : JsonSerializer.Serialize(WindowForm.Show(window), RunJson.Default.WindowMessage);

    /// <summary>A ramp that was stored.</summary>
    public static RunRamp? ReadRamp(string? text) => text is null
        ? null
        : RampOf(JsonSerializer.Deserialize(text, RunJson.Default.IReadOnlyListRampStepMessage)!);

    /// <summary>A window that was stored.</summary>
    public static MaintenanceWindow? ReadWindow(string? text)
    {
        if (text is null) return null;
        var stored = JsonSerializer.Deserialize(text, RunJson.Default.WindowMessage)!;
        return new MaintenanceWindow(
            CronSchedule.Parse(stored.Start), TimeSpan.FromSeconds(stored.LengthSeconds), stored.Zone);
    }

    private static RunRamp RampOf(IEnumerable<RampStepMessage> steps) =>
        new([.. steps.Select(step => new RunRampStep(step.Hosts, step.Percent))]);
}
