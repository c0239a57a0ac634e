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
    /// finds in what its verb prints; <c>release</c> makes keys and a release; <c>enrol</c> that, and a host;
    /// <c>quick_host NAME ROOT</c> makes a host whose trials take seconds; <c>login</c> lets <c>aops</c> in; <c>processes_of ROOT</c>
    /// lists what runs from below a root.
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
        to="--server https://{{Address}} --ca {{Data}}/ca.pem --operator-token-file operator.token"
        login() { aops login https://{{Address}} --ca {{Data}}/ca.pem --token-file operator.token; }
        release() {
            aops-release init --keys keys --repo repo
            aops-release sign --repo repo --keys keys --bootstrap "$(command -v aops-agent-service)" \
                --version {{PublishedPrograms.First}} aops-agent-{{PublishedPrograms.First}}-*.tar.zst
            aops-release publish --repo repo $to
            aops-release promote --version {{PublishedPrograms.First}} $to
        }
        install_host() {
            new_token >token
            curl -fsS --cacert {{Data}}/ca.pem https://{{Address}}/install.sh | sh -s -- --token-file token "$@" 3>&- 9>&-
        }
        enrol() {
            release
            mkdir -p {{Host}}/etc/aops
            install_host --root {{Host}}
        }
        quick_host() {
            mkdir -p "$2/etc/aops"
            printf '%s\n' 'trialPeriod: 3s' 'heartbeatInterval: 1s' 'pingInterval: 500ms' 'pingTimeout: 2s' >"$2/etc/aops/conf.yml"
            install_host --name "$1" --root "$2"
        }
        processes_of() {
            for process in /proc/[0-9]*; do case "$(readlink "$process/exe")" in "$1"/*) echo "${process#/proc/}" ;; esac; done
        }
        """;

    /// <summary>Starts the server, and takes what its operator hands out.</summary>
    public string Serve => $"serve aops-server run --data {Data} --listen {Address}\ncp {Data}/ca.pem {Data}/operator.token .";

    /// <summary><see cref="Prologue"/>, a server with the first version, and a host <c>web-1</c> of it.</summary>
    public string PrologueOfAHost => $$"""
        {{Prologue}}
        {{Serve}}
        release >release.log 2>&1
        login
        quick_host web-1 {{Host}} >host.log 2>&1
        """;

    /// <summary>Packs versions of the agent, and host-metrics, into the folder of the reader.</summary>
    /// <param name="versions">The first one where none is given.</param>
    public async Task PackAsync(CancellationToken cancellationToken, params string[] versions)
    {
        var programs = PublishedPrograms.Find();
        var stage = new PackageStage(programs, _root.Folder("stage"));
        var workshop = new ReleaseWorkshop(programs, _root.Folder("publisher"));
        foreach (var version in versions.DefaultIfEmpty(PublishedPrograms.First))
            await workshop.PackAsync(stage.Agent(version), "agent", "aops-agent", version, Work, cancellationToken);
        const string first = PublishedPrograms.First;
        await workshop.PackAsync(stage.HostMetrics(first), "subagent", "host-metrics", first, Work, cancellationToken);
    }

    /// <summary>Writes a file that a page shows into the folder of the reader: the block after its name.</summary>
    /// <param name="page">The page, as a path below the tree.</param>
    /// <param name="name">The file; the page says <c>`NAME`:</c> before the block.</param>
    /// <param name="change">What takes its place here; the text of the page if absent.</param>
    public async Task WriteFileOfPageAsync(
        string page, string name, CancellationToken cancellationToken, Func<string, string>? change = null)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(PublishedPrograms.Tree, page), cancellationToken);
        var named = text.IndexOf($"`{name}`", StringComparison.Ordinal);
        if (named < 0) throw new InvalidOperationException($"{page} shows no {name} any more");
        var begin = text.IndexOf('\n', text.IndexOf("\n```", named, StringComparison.Ordinal) + 1) + 1;
        var block = text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)];
        await File.WriteAllTextAsync(Path.Combine(Work, name), change is null ? block : change(block), cancellationToken);
    }

    public void Dispose() => _root.Dispose();
}
