using System.Globalization;
using Aops.Contracts;
using Aops.Contracts.SubAgents;

namespace Aops.Specification;

/// <summary>Validates a specification and reports all faults together.</summary>
public static class SubAgentSpecValidator
{
    private static readonly string[] StopSignals =
        ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2"];

    private const string StateDirectory = "${AOPS_STATE_DIR}/";

    /// <summary>Lists the faults of a specification; empty if it is valid.</summary>
    /// <returns>One sentence for each fault, beginning with the field.</returns>
    public static IReadOnlyList<string> Validate(SubAgentSpec spec)
    {
        var faults = new List<string>();
        void Require(bool holds, string fault)
        {
            if (!holds) faults.Add(fault);
        }

        Require(spec.Schema == 1, $"schema: {spec.Schema} is not known to this version (1 is)");
        Require(Names.IsValid(spec.Name), $"name: '{spec.Name}' is not a name ({Names.Rule})");
        Require(Names.IsValid(spec.Version), $"version: '{spec.Version}' is not a version ({Names.Rule})");
        Require(IsInside(spec.Exec), $"exec: '{spec.Exec}' must be a path within the package");
        Require(Enum.IsDefined(spec.Type), $"type: {spec.Type} is not known to this version");
        Require(spec.PidFile is null || spec.Type == ProcessType.Forking,
            $"pidFile: '{spec.PidFile}' has a meaning for type forking only");
        Require(spec.PidFile is null || IsPidFile(spec.PidFile),
            $"pidFile: '{spec.PidFile}' must be absolute or begin with {StateDirectory}");
        Require(spec.WorkingDirectory is null || Path.IsPathRooted(spec.WorkingDirectory),
            $"workingDirectory: '{spec.WorkingDirectory}' must be absolute");
        Require(spec.Umask is null || IsUmask(spec.Umask), $"umask: '{spec.Umask}' must be octal, up to 0777");
        Require(spec.Nice is >= -20 and <= 19, $"nice: {spec.Nice} is not within -20 to 19");
        Require(spec.OomScoreAdjust is >= -1000 and <= 1000,
            $"oomScoreAdjust: {spec.OomScoreAdjust} is not within -1000 to 1000");
        faults.AddRange(SubAgentVariables.Validate(spec));
        foreach (var name in spec.DependsOn)
        {
            Require(Names.IsValid(name) && name != spec.Name,
                $"dependsOn: '{name}' is not the name of another sub-agent");
        }
        CheckRestart(spec.Restart, Require);
        if (spec.Readiness is { } readiness) CheckProbe("readiness", readiness, Require);
        if (spec.Liveness is { } liveness) CheckProbe("liveness", liveness, Require);
        Require(StopSignals.Contains(spec.Stop.Signal),
            $"stop.signal: '{spec.Stop.Signal}' is not one of {string.Join(", ", StopSignals)}");
        Require(spec.Stop.DeadlineSeconds is >= 0 and <= 3600,
            $"stop.deadlineSeconds: {spec.Stop.DeadlineSeconds} is not within 0 to 3600");
        faults.AddRange(LimitRule.FaultsOf(spec.Limits));
        Require(spec.Log.BytesMax >= 4096, $"log.bytesMax: {spec.Log.BytesMax} is less than 4096");
        Require(spec.Log.FilesMax is >= 1 and <= 100,
            $"log.filesMax: {spec.Log.FilesMax} is not within 1 to 100");
        return faults;
    }

    private static void CheckRestart(RestartSpec restart, Action<bool, string> require)
    {
        require(restart.BackoffInitialMilliseconds is >= 1 and <= 3_600_000,
            $"restart.backoffInitialMilliseconds: {restart.BackoffInitialMilliseconds} is not within 1 to 3600000");
        require(restart.BackoffFactor is >= 1 and <= 10,
            string.Create(CultureInfo.InvariantCulture,
                $"restart.backoffFactor: {restart.BackoffFactor} is not within 1 to 10"));
        require(restart.BackoffMaxMilliseconds >= restart.BackoffInitialMilliseconds
                && restart.BackoffMaxMilliseconds <= 3_600_000,
            $"restart.backoffMaxMilliseconds: {restart.BackoffMaxMilliseconds} is not within the initial wait to 3600000");
        require(restart.HealthyAfterSeconds is >= 0 and <= 86_400,
            $"restart.healthyAfterSeconds: {restart.HealthyAfterSeconds} is not within 0 to 86400");
        require(restart.StartLimit >= 0, $"restart.startLimit: {restart.StartLimit} is negative");
    }

    private static void CheckProbe(string field, ProbeSpec probe, Action<bool, string> require)
    {
        switch (probe.Kind)
        {
            case ProbeKind.Http:
                // The port may be a ${VARIABLE}, so only the scheme can be checked here.
                require(probe.Url?.StartsWith("http://", StringComparison.Ordinal) == true,
                    $"{field}.url: '{probe.Url}' is not an http:// address");
                break;
            case ProbeKind.Tcp:
                require(probe.Address?.LastIndexOf(':') > 0, $"{field}.address: '{probe.Address}' is not host:port");
                break;
            case ProbeKind.Exec:
                require(probe.Command.Count > 0, $"{field}.command: is empty");
                break;
            case ProbeKind.File:
                require(!string.IsNullOrEmpty(probe.Path), $"{field}.path: is missing");
                require(probe.MaxAgeSeconds > 0, $"{field}.maxAgeSeconds: {probe.MaxAgeSeconds} is not positive");
                break;
            default:
                require(false, $"{field}.kind: is not known to this version");
                break;
        }
        require(probe.PeriodMilliseconds is >= 50 and <= 3_600_000,
            $"{field}.periodMilliseconds: {probe.PeriodMilliseconds} is not within 50 to 3600000");
        require(probe.TimeoutMilliseconds is >= 1 and <= 600_000,
            $"{field}.timeoutMilliseconds: {probe.TimeoutMilliseconds} is not within 1 to 600000");
        require(probe.FailureThreshold >= 1, $"{field}.failureThreshold: {probe.FailureThreshold} is less than 1");
        require(probe.DeadlineSeconds is >= 1 and <= 86_400,
            $"{field}.deadlineSeconds: {probe.DeadlineSeconds} is not within 1 to 86400");
    }

    private static bool IsInside(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && !path.Split('/').Contains("..") && !path.Contains('\0');

    private static bool IsPidFile(string path) =>
        (Path.IsPathRooted(path) || path.StartsWith(StateDirectory, StringComparison.Ordinal))
        && !path.EndsWith('/') && !path.Split('/').Contains("..") && !path.Contains('\0');

    private static bool IsUmask(string text) =>
        text.Length is >= 1 and <= 4 && text.All(c => c is >= '0' and <= '7')
        && Convert.ToInt32(text, 8) <= 0x1FF;
}
