using Aops.Harness;

namespace Aops.Sweep;

/// <summary>
/// A release that passes its self-test and fails on trial. For any fault, the host is back on the previous
/// version within the deadline of the trial that detects it.
/// </summary>
/// <param name="Name">The fault.</param>
/// <param name="Stage">Lays out its package.</param>
public sealed record BadRelease(string Name, string Version, Func<PackageStage, string, string> Stage)
{
    private const int SoonMilliseconds = 300;
    private const int LateMilliseconds = 20_000;

    // What a script in the place of spa answers to the self-test.
    private const string PassSelfTest = "case \"$*\" in *--self-test*) exit 0 ;; esac\n";

    private static readonly TimeSpan LateTrialPeriod = TimeSpan.FromSeconds(25);

    // It takes 64 MiB a second; 256 MiB are allowed.
    private static readonly TimeSpan HungryTrialPeriod = TimeSpan.FromSeconds(15);

    /// <summary>How long a version must be healthy to pass.</summary>
    public TimeSpan TrialPeriod { get; private init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a trial may take in all.</summary>
    public TimeSpan TrialDeadline => TrialPeriod + TimeSpan.FromSeconds(6);

    /// <summary>Longest time from the begin of spm's trial to the verdict: spa's trial comes after spm's.</summary>
    public TimeSpan VerdictTimeMax => (IsSpaBad ? TrialPeriod + TrialDeadline : TrialDeadline) + WitnessTime;

    /// <summary>A round of the witness that runs at the deadline is waited for.</summary>
    private TimeSpan WitnessTime { get; init; }

    private bool IsSpaBad { get; init; }

    /// <summary>All of them: spm's faults, then spa's, which the new spm judges.</summary>
    public static IReadOnlyList<BadRelease> All { get; } =
    [
        Spm("crashes at once", "4.0.0", "Crash", 0),
        Spm("crashes late", "4.1.0", "Crash", LateMilliseconds) with { TrialPeriod = LateTrialPeriod },
        Spm("hangs", "4.2.0", "Hang"),
        Spm("eats memory", "4.3.0", "EatMemory") with { TrialPeriod = HungryTrialPeriod },
        Spm("adopts nothing", "4.4.0", "Unhealthy"),
        Spm("loses itself", "4.5.0", "LoseBinary"),
        Deaf("wrong path", "4.8.0", "api/agents/heartbeat", "api/agents/heartbeet"),
        Deaf("wrong header", "4.9.0", "x-agent-token", "x-agent-tokem"),
        Deaf("wrong authority", "4.10.0", "trust/ca.pem", "trust/ca.pen"),
        Deaf("reads no heartbeatSrv", "4.11.0", "heartbeatSrv", "heartbeatSrw"),
        Spa("spa crashes", "4.6.0", "kill -SEGV $$"),
        Spa("spa is silent", "4.7.0", "exec sleep 1000000"),
    ];

    private static BadRelease Spm(string name, string version, string kind, int afterMilliseconds = SoonMilliseconds) =>
        new(name, version, (stage, v) => stage.BrokenAgent(v, kind, afterMilliseconds));

    // It runs well, but its heartbeats do not reach the server.
    private static BadRelease Deaf(string name, string version, string right, string wrong) =>
        new(name, version, (stage, v) => stage.MisspeltAgent(v, right, wrong)) { WitnessTime = TimeSpan.FromSeconds(25) };

    private static BadRelease Spa(string name, string version, string script) =>
        new(name, version, (stage, v) => stage.BrokenSpa(v, PassSelfTest + script)) { IsSpaBad = true };
}
