using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// A fleet whose sub-agents an attacker who holds no key would like to bend: ours, and two scripts of somebody who
/// declares one variable as settable.
/// </summary>
public sealed class SettableFixture : IAsyncLifetime
{
    /// <summary>A script of bash, as nobody.</summary>
    public const string Bash = "basher";

    /// <summary>A script of sh, as the agent's own user.</summary>
    public const string Rooted = "rooted";

    private static CancellationToken Stop => CancellationToken.None;

    /// <summary>The fleet.</summary>
    public Fleet Fleet { get; } = new("sec");

    /// <summary>A folder that everybody may write to: what an attack leaves, it leaves here.</summary>
    public string Loot { get; private set; } = "";

    /// <summary>A library that notes the user and the program of every process that loads it.</summary>
    public string Library { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Loot = Fleet.Root.Folder("loot");
        File.SetUnixFileMode(Loot, (UnixFileMode)0b111_111_111);
        Library = await BuildLibraryAsync("p", Stop);
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        await workshop.InitAsync(Stop);
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        await workshop.AddSubAgentAsync(stage.HostMetrics("1.0.0"), Fleet.OwnSubAgent, "1.0.0", Stop);
        await AddScriptAsync(Bash, "#!/bin/bash", "nobody");
        await AddScriptAsync(Rooted, "#!/bin/sh", user: null);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await Fleet.StartServerAsync(Stop);
        await Fleet.PublishAsync(Stop);
        await workshop.PromoteAsync(Fleet.Server, PublishedPrograms.First, agentId: null, Stop);
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    /// <summary>Installs an agent of its own for a test.</summary>
    public async Task<AgentHost> InstallAsync(CancellationToken cancellationToken)
    {
        var agent = await Fleet.InstallAsync(cancellationToken);
        agent.EditConf(("pingInterval", "500ms"), ("pingTimeout", "2s"), ("heartbeatInterval", "1s"));
        return agent;
    }

    /// <summary>Compiles another such library.</summary>
    /// <param name="name">Its name; what loads it is noted beside it.</param>
    public Task<string> BuildLibraryAsync(string name, CancellationToken cancellationToken) => CProgram.BuildLibraryAsync(
        Source(Path.Combine(Loot, name + ".loaded")), Path.Combine(Loot, name + ".so"), cancellationToken);

    /// <summary>What processes loaded a library, a line each: user and program.</summary>
    public static string LoadedBy(string library)
    {
        var note = Path.ChangeExtension(library, ".loaded");
        return File.Exists(note) ? File.ReadAllText(note) : "";
    }

    private async Task AddScriptAsync(string name, string interpreter, string? user)
    {
        var more = PackageStage.Settable(("GREETING", "[a-z ]{0,40}"));
        if (user is not null) more["user"] = user;
        more["env"] = new JsonObject { ["GREETING"] = "signed" };
        const string script = "echo \"args=$* greeting=$GREETING path=$PATH\"\nwhile :; do sleep 60 & wait $!; done\n";
        var stage = Fleet.Stage.Script(name, "1.0.0", script, more);
        await File.WriteAllTextAsync(Path.Combine(stage, "run.sh"), $"{interpreter}\n{script}", Stop);
        await Fleet.Workshop.AddSubAgentAsync(stage, name, "1.0.0", Stop);
    }

    /// <summary>Source of a library that notes in a file every process that loads it.</summary>
    internal static string Source(string file) => $$"""
        #include <fcntl.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/stat.h>
        #include <unistd.h>
        __attribute__((constructor)) static void load(void)
        {
            char program[256] = "", line[400];
            ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
            (void)length;
            umask(0);
            int file = open("{{file}}", O_WRONLY | O_APPEND | O_CREAT, 0666);
            if (file < 0) return;
            snprintf(line, sizeof line, "uid=%d %s\n", (int)getuid(), program);
            if (write(file, line, strlen(line)) < 0) { }
            close(file);
        }
        """;
}
