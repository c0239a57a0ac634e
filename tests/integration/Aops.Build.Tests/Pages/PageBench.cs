using System.Globalization;
using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>What the reader of a page has: the programs on the PATH, packages, a free port, and a folder to work in.</summary>
internal sealed class PageBench : IDisposable
{
    private readonly TempRoot _root = new("page");

    /// <summary>Address and port of the server.</summary>
    public string Address { get; } = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Find()}");

    /// <summary>Where the shell begins.</summary>
    public string Work => _root.Folder("work");

    /// <summary>The server's data.</summary>
    public string Data => Path.Combine(Work, "data");

    /// <summary>The root of the host.</summary>
    public string Host => Path.Combine(Work, "host");

    /// <summary>Environment of the shell.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["PATH"] = $"{Path.GetDirectoryName(PublishedPrograms.Find().Program("aops-server"))}:"
            + System.Environment.GetEnvironmentVariable("PATH"),
        ["XDG_CONFIG_HOME"] = _root.Folder("config"),
    };

    /// <summary>
    /// Functions of the shell: <c>serve COMMAND...</c> starts a server in the place of the one that runs, and waits until it answers;
    /// <c>until_holds COMMAND...</c> waits for a minute at most; <c>new_token</c> prints an enrolment token, which <c>token_of</c>
    /// finds in what its verb prints; <c>enrol</c> makes keys, a release and a host.
    /// </summary>
    public string Prologue => $$"""
        server=
        stop_server() { if [ -n "$server" ]; then kill "$server"; wait "$server" || true; server=; fi; }
        serve() {
            stop_server
            "$@" >>server.log 2>&1 3>&- 9>&- & server=$!
            until_holds curl -fs --cacert {{Data}}/ca.pem https://{{Address}}/healthz
        }
        until_holds() { for _ in $(seq 300); do if "$@" >/dev/null 2>&1; then return; fi; sleep 0.2; done; "$@"; }
        end() { {{Host}}/opt/aops/bin/aops-agent-service uninstall --root {{Host}}; stop_server; }
        token_of() { grep -oE '[A-Za-z0-9_-]{20,}' | head -n 1; }
        new_token() { aops-server token create --data {{Data}} | token_of; }
        enrol() {
            aops-release init --keys keys --repo repo
            aops-release sign --repo repo --keys keys --bootstrap "$(command -v aops-agent-service)" --version {{PublishedPrograms.First}} aops-agent-*.tar.zst
            aops-release publish --repo repo --server https://{{Address}} --ca {{Data}}/ca.pem --operator-token-file operator.token
            aops-release promote --version {{PublishedPrograms.First}} --server https://{{Address}} --ca {{Data}}/ca.pem --operator-token-file operator.token
            mkdir -p {{Host}}/etc/aops
            new_token >token
            curl -fsS --cacert {{Data}}/ca.pem https://{{Address}}/install.sh | sh -s -- --root {{Host}} --token-file token 3>&- 9>&-
        }
        """;

    /// <summary>Starts the server, and takes what its operator hands out.</summary>
    public string Serve => $"serve aops-server run --data {Data} --listen {Address}\ncp {Data}/ca.pem {Data}/operator.token .";

    /// <summary>Packs the agent and host-metrics into the folder of the reader.</summary>
    public async Task PackAsync(CancellationToken cancellationToken)
    {
        var programs = PublishedPrograms.Find();
        var stage = new PackageStage(programs, _root.Folder("stage"));
        var workshop = new ReleaseWorkshop(programs, _root.Folder("publisher"));
        const string version = PublishedPrograms.First;
        await workshop.PackAsync(stage.Agent(version), "agent", "aops-agent", version, Work, cancellationToken);
        await workshop.PackAsync(stage.HostMetrics(version), "subagent", "host-metrics", version, Work, cancellationToken);
    }

    public void Dispose() => _root.Dispose();
}
