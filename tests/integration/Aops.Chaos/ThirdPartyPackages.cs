using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Native.Files;

namespace Aops.Chaos;

/// <summary>
/// Daemons that nobody here wrote, as packages: Debian's BusyBox, whose web server goes into the background by itself,
/// and whose <c>tcpsvd</c> runs deaf to SIGTERM.
/// </summary>
internal sealed class ThirdPartyPackages(Fleet fleet, CancellationToken cancellation)
{
    public const string Forks = "web-forks";
    public const string Deaf = "deaf";
    public const string Version = "1.0.0";

    // Quick, so that many faults fit into a run; never given up.
    private static JsonObject Restart => new()
    {
        ["backoffInitialMilliseconds"] = 50, ["backoffMaxMilliseconds"] = 500, ["healthyAfterSeconds"] = 1,
    };

    private static JsonObject Stop => new() { ["deadlineSeconds"] = 1 };

    /// <summary>Signs both.</summary>
    public async Task AddAsync()
    {
        var busybox = await FetchAsync();
        // await AddAsync(busybox, Forks, "mkdir -p www && exec ./busybox httpd -p 127.0.0.1:$PORT -h www", "forking");
        await AddAsync(busybox, Deaf, "trap '' TERM; exec ./busybox tcpsvd -E 127.0.0.1 $PORT cat", "simple");
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

    private async Task AddAsync(string busybox, string name, string script, string type)
    {
        var stage = fleet.Stage.Script(name, Version, script + "\n", new JsonObject());
        var program = Path.Combine(stage, "busybox");
        File.Copy(busybox, program);
        File.SetUnixFileMode(program, Durable.Executable);
        var liveness = new JsonObject { ["kind"] = "tcp", ["address"] = "127.0.0.1:${PORT}" };
        Quicken(liveness);
        Quicken(stage, liveness);
        await fleet.Workshop.AddSubAgentAsync(stage, name, Version, cancellation);
    }

    // apt-get gives up its rights to fetch, and must still be able to write there.
    private async Task<string> FetchAsync()
    {
        var folder = fleet.Root.Folder("busybox");
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        const string fetch = "cd \"$1\" && apt-get download -q busybox-static && dpkg-deb -x busybox-static_*.deb tree";
        (await Command.RunAsync("/bin/sh", ["-c", fetch, "sh", folder], cancellation)).MustSucceed();
        var candidates = new[] { "bin/busybox", "usr/bin/busybox" };
        return candidates.Select(c => Path.Combine(folder, "tree", c)).First(File.Exists);
    }
}
