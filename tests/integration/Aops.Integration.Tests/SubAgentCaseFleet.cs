using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>One fleet with one agent, which was installed by a careless shell, and sub-agents that do what others' did.</summary>
public sealed class SubAgentCaseFleet : IAsyncLifetime
{
    /// <summary>Sub-agents by name: version, script, further members of the specification.</summary>
    private static readonly (string Name, string Version, string Script, JsonObject? More)[] Scripts =
    [
        ("web", "1.0.0", Wait, new() { ["restart"] = new JsonObject { ["healthyAfterSeconds"] = 1 } }),
        ("web", "1.1.0", "exit 3", null),
        ("web", "1.2.0", "exit 4", new()
        {
            ["readiness"] = new JsonObject { ["kind"] = "tcp", ["address"] = "127.0.0.1:1", ["deadlineSeconds"] = 60 },
        }),
        ("reporter", "1.0.0", Wait, null),
        ("flood", "1.0.0",
            "sleep 1; yes 0123456789012345678901234567890123456789 | head -c 1500000000\n"
            + "echo done > $AOPS_STATE_DIR/done\n" + Wait,
            new() { ["log"] = new JsonObject { ["bytesMax"] = 1_048_576, ["filesMax"] = 3 } }),
        ("ticking", "1.0.0", "while :; do echo tick; sleep 0.2; done", null),
        ("leaving", "1.0.0",
            "for p in $(cat $AOPS_STATE_DIR/left 2>/dev/null); do kill -0 $p && echo $p >> $AOPS_STATE_DIR/met; done\n"
            + "setsid sh -c 'echo $$ >> $AOPS_STATE_DIR/left; exec sleep 1000000' &\nsleep 0.2\n" + Wait, null),
        ("daemonizing", "1.0.0",
            "setsid sh -c 'echo $$ >> $AOPS_STATE_DIR/left; exec sleep 1000000' &\nsleep 0.2\nexit 0", null),
        ("telling", "1.0.0",
            "{ echo \"$1\"; echo \"$2\"; echo $HOME $USER $LOGNAME $SHELL; umask; nice; ulimit -Sn; "
            + "cat /proc/self/oom_score_adj; grep SigIgn /proc/self/status; } > $AOPS_STATE_DIR/told.new\n"
            + "mv $AOPS_STATE_DIR/told.new $AOPS_STATE_DIR/told\n" + Wait,
            new()
            {
                ["user"] = "nobody",
                ["args"] = new JsonArray("a$$b $HOME $${HOSTNAME}", "${USER}"),
            }),
    ];

    private const string Wait = "exec sleep 1000000\n";

    private static readonly TimeSpan InstallTime = TimeSpan.FromSeconds(60);

    /// <summary>The fleet.</summary>
    public Fleet Fleet { get; } = new("case");

    /// <summary>The agent.</summary>
    public AgentHost Agent { get; private set; } = null!;

    /// <summary>A file that the shell held locked while it installed.</summary>
    public string LockFile => Path.Combine(Fleet.Root.Folder("lock"), "file");

    public async ValueTask InitializeAsync()
    {
        var stop = CancellationToken.None;
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        await workshop.InitAsync(stop);
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, stop);
        foreach (var (name, version, script, more) in Scripts)
            await workshop.AddSubAgentAsync(stage.Script(name, version, script, more), name, version, stop);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, stop);
        await Fleet.StartServerAsync(stop);
        await Fleet.PublishAsync(stop);
        await workshop.PromoteAsync(Fleet.Server, PublishedPrograms.First, agentId: null, stop);
        Agent = Fleet.NewHost();
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(stop);
        await CarelesslyAsync(
            $"{Fleet.CurlLine(Agent.Layout.Root, token)} --service-manager direct --version {PublishedPrograms.First}");
        await Agent.WaitForPairAsync(InstallTime, stop);
        Agent.EditConf(("pingInterval", "500ms"), ("pingTimeout", "2s"), ("heartbeatInterval", "1s"));
    }

    public async ValueTask DisposeAsync()
    {
        if (Agent is not null)
        {
            if (File.Exists(Agent.Layout.ServiceProgram)) await Agent.ServiceAsync(CancellationToken.None, "uninstall");
            ProcessesWithin.KillAll(Agent.Layout.Root);
        }
        await Fleet.DisposeAsync();
    }

    /// <summary>Runs a line in a shell that leaves to what it starts all that a shell can leave.</summary>
    public async Task CarelesslyAsync(string line)
    {
        const string careless =
            "umask 077; trap '' HUP USR1 USR2 ALRM; ulimit -Sn 300; exec 9>\"$LOCKFILE\"; flock 9; "
            + "echo 500 > /proc/self/oom_score_adj; exec nice -n 7 bash -c ";
        (await Command.RunAsync(
            "/usr/bin/env", [$"LOCKFILE={LockFile}", "bash", "-c", careless + $"'{line.Replace("'", "'\\''")}'"],
            CancellationToken.None)).MustSucceed();
    }

    /// <summary>Orders one sub-agent alone.</summary>
    public Task OrderAsync(string name, string version = "1.0.0") => Fleet.OrderSubAgentsAsync(
        Agent, [new() { ["name"] = name, ["version"] = version }], CancellationToken.None);

    /// <summary>A file in a sub-agent's own folder.</summary>
    public string DataOf(string name, string file) => Path.Combine(Agent.Layout.SubAgent(name), "data", file);
}
