using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Native.Files;

namespace Aops.Chaos;

/// <summary>
/// Third-party daemons as packages, from Debian: mini_httpd, which daemonizes itself, and BusyBox's web
/// server, started with SIGTERM ignored.
/// </summary>
internal sealed class ThirdPartyPackages(Fleet fleet, CancellationToken cancellationToken)
{
    public const string Forks = "web-forks";
    public const string Deaf = "deaf";
    public const string Version = "1.0.0";

    // Quick, so that many faults fit into a run; never given up.
    private static JsonObject Restart => new()
    {
        ["backoffInitialMilliseconds"] = 50, ["backoffMaxMilliseconds"] = 500, ["healthyAfterSeconds"] = 1,
    };

    // A daemon that says which process it is; the other kinds are that process.
    private static JsonObject Type(string type) => type == "forking"
        ? new() { ["type"] = type, ["pidFile"] = "${AOPS_STATE_DIR}/pid" }
        : new() { ["type"] = type };

    private static JsonObject Stop => new() { ["deadlineSeconds"] = 1 };

    /// <summary>Signs both.</summary>
    public async Task AddAsync()
    {
        await AddAsync(Forks, "mini-httpd", "mini_httpd", "forking",
            "mkdir -p \"$AOPS_STATE_DIR/www\" && " +
            "exec ./mini_httpd -h 127.0.0.1 -p $PORT -u root -d \"$AOPS_STATE_DIR/www\" -i \"$AOPS_STATE_DIR/pid\"");
        await AddAsync(Deaf, "busybox-static", "busybox", "simple",
            "trap '' TERM; exec ./busybox httpd -f -p 127.0.0.1:$PORT -h .");
    }

    /// <summary>Gives a package quick checks and restarts.</summary>
    public static void Quicken(string stage, JsonObject? liveness)
    {
        var path = Path.Combine(stage, "subagent.json");
        var specification = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        specification["restart"] = Restart;
        specification["stop"] = Stop;
        if (liveness is not null) specification["liveness"] = liveness;
        else if (specification["liveness"] is JsonObject own) Quicken(own);
        if (specification["readiness"] is JsonObject readiness) readiness["periodMilliseconds"] = 200;
        File.WriteAllText(path, specification.ToJsonString());
    }

    private static void Quicken(JsonObject probe)
    {
        probe["periodMilliseconds"] = 500;
        probe["timeoutMilliseconds"] = 500;
        probe["failureThreshold"] = 3;
    }

    private async Task AddAsync(string name, string package, string program, string type, string script)
    {
        var members = Type(type);
        members["settable"] = PackageStage.Settable(("PORT", "[0-9]{1,5}"))["settable"]!.DeepClone();
        var stage = fleet.Stage.Script(name, Version, script + "\n", members);
        var target = Path.Combine(stage, program);
        File.Copy(await FetchAsync(package, program), target);
        File.SetUnixFileMode(target, AtomicFile.Executable);
        var liveness = new JsonObject { ["kind"] = "tcp", ["address"] = "127.0.0.1:${PORT}" };
        Quicken(liveness);
        Quicken(stage, liveness);
        await fleet.Workshop.AddSubAgentAsync(stage, name, Version, cancellationToken);
    }

    // apt-get gives up its rights to fetch, and must still be able to write there.
    private async Task<string> FetchAsync(string package, string program)
    {
        var folder = fleet.Root.Folder(package);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        const string fetch = "cd \"$1\" && apt-get download -q \"$2\" && dpkg-deb -x \"$2\"_*.deb tree";
        (await Command.RunAsync("/bin/sh", ["-c", fetch, "sh", folder, package], cancellationToken)).MustSucceed();
        return Directory.EnumerateFiles(Path.Combine(folder, "tree"), program, SearchOption.AllDirectories).First();
    }
}
