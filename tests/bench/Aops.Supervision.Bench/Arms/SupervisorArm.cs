using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Supervision.Children;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Supervision.Bench.Arms;

/// <summary>What spm supervises by, in this process, which is Native AOT as spm is.</summary>
internal sealed class SupervisorArm : Arm
{
    private readonly string _programs;
    private readonly Supervisor _supervisor;

    public SupervisorArm(string folder, string programs)
        : base("aops", folder)
    {
        _programs = programs;
        _supervisor = new Supervisor(
            new AopsLayout(Path.Combine(Folder, "root")), null,
            new SupervisorOptions { ChildSetupCommand = [Environment.ProcessPath!, ChildSetup.Verb] },
            NullLogger.Instance);
    }

    protected override Task StartChildrenAsync(int count) => Task.WhenAll(
        Enumerable.Range(0, count).Select(i => _supervisor.ApplyAsync(Specification($"b{i}"), _programs, running: true)));

    protected override async Task EndAsync()
    {
        await _supervisor.StopAllAsync();
        await _supervisor.DisposeAsync();
    }

    // A child that ran for a second when its turn comes counts as healthy with each of the three.
    private SubAgentSpec Specification(string name) => new()
    {
        Name = name,
        Version = "1",
        Exec = "beacon",
        Args = [Beacon.Path],
        Restart = new RestartSpec { HealthyAfterSeconds = 1 },
    };
}
