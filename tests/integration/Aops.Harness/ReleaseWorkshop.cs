using System.Globalization;

namespace Aops.Harness;

/// <summary>
/// The side of the publisher: keys, packages, and signed metadata. Wraps
/// <c>aops-release</c>; the words of its command line stand nowhere else.
/// </summary>
/// <param name="programs">The published programs.</param>
/// <param name="folder">Where keys and repository are made.</param>
/// <param name="version">The version whose tool is taken, where it was published.</param>
public sealed class ReleaseWorkshop(
    PublishedPrograms programs, string folder, string version = PublishedPrograms.First)
{
    private readonly string _program = programs.Has("aops-release", version)
        ? programs.Program("aops-release", version)
        : programs.Program("aops-release");

    /// <summary>Processor of what it packs and signs.</summary>
    public string Architecture { get; init; } = PublishedPrograms.Native;

    /// <summary>Whether hosts may go back from what is signed to the version before it, as the tool has it by default.</summary>
    public bool WaysBack { get; set; } = true;

    /// <summary>The private keys.</summary>
    public string Keys { get; } = Path.Combine(folder, "keys");

    /// <summary>The repository on the publisher's machine.</summary>
    public string Repository { get; } = Path.Combine(folder, "repo");

    private string Packages => Path.Combine(folder, "packages");

    /// <summary>Creates keys and an empty repository.</summary>
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Packages);
        await RunAsync(cancellationToken, "init", "--keys", Keys, "--repo", Repository);
    }

    /// <summary>Packs and signs an agent.</summary>
    /// <param name="stage">Folder with its content.</param>
    public async Task AddAgentAsync(string stage, string version, CancellationToken cancellationToken) =>
        await SignAsync(cancellationToken, await PackAsync(stage, "agent", "aops-agent", version, Packages, cancellationToken));

    /// <summary>Packs and signs a sub-agent.</summary>
    /// <param name="stage">Folder with its content.</param>
    public async Task AddSubAgentAsync(string stage, string name, string version, CancellationToken cancellationToken) =>
        await SignAsync(cancellationToken, await PackAsync(stage, "subagent", name, version, Packages, cancellationToken));

    /// <summary>Packs a sub-agent, and signs it as a publisher.</summary>
    /// <param name="stage">Folder with its content.</param>
    /// <param name="key">Its private key.</param>
    /// <returns>How signing went.</returns>
    public async Task<CommandResult> SignAsPublisherAsync(
        string stage, string name, string version, string publisher, string key, CancellationToken cancellationToken)
    {
        var package = await PackAsync(stage, "subagent", name, version, Packages, cancellationToken);
        return await Command.RunAsync(_program,
            ["sign", "--repo", Repository, "--publisher", publisher, "--keys", key, "--deltas", "0", package], cancellationToken);
    }

    /// <summary>Delegates a sub-agent to a publisher.</summary>
    /// <param name="more">Further options.</param>
    public Task DelegateAsync(
        string publisher, string key, string subAgent, CancellationToken cancellationToken, params string[] more) =>
        RunAsync(cancellationToken,
        [
            "delegate", "--repo", Repository, "--keys", Keys, "--publisher", publisher, "--publisher-key", key,
            "--subagent", subAgent, .. more,
        ]);

    /// <summary>Makes a key for a publisher.</summary>
    /// <param name="file">Where to; PEM.</param>
    public static void NewKey(string file)
    {
        using var key = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Packs and signs an agent at full compression, with deltas from the ones before it.</summary>
    /// <param name="stage">Folder with its content.</param>
    /// <returns>What the tool said of the deltas.</returns>
    public async Task<string> AddAgentWithDeltasAsync(string stage, string version, CancellationToken cancellationToken)
    {
        var package = await PackAsync(stage, "agent", "aops-agent", version, Packages, cancellationToken, level: "19");
        return (await Command.RunAsync(
            _program, ["sign", "--repo", Repository, "--keys", Keys, package], cancellationToken)).MustSucceed().Output;
    }

    /// <summary>Writes a bundle with one version of the suite.</summary>
    /// <param name="output">The bundle.</param>
    public Task BundleAsync(string version, string output, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken, "bundle", "--repo", Repository, "--version", version, "--output", output);

    /// <summary>Signs the program with which a host installs the suite.</summary>
    public Task AddBootstrapAsync(string version, CancellationToken cancellationToken) =>
        AddBootstrapAsync(programs.Program("aops-agent-service", version), version, cancellationToken);

    /// <summary>Signs a program with which a host installs the suite.</summary>
    /// <param name="program">The program, which carries that version.</param>
    public Task AddBootstrapAsync(string program, string version, CancellationToken cancellationToken) =>
        SignAsync(cancellationToken, "--bootstrap", program, "--version", version, "--architecture", Architecture);

    /// <summary>Signs that hosts may go back to an older version.</summary>
    /// <param name="subAgent">A sub-agent; null for the suite.</param>
    /// <param name="version">The older version.</param>
    /// <param name="from">The newest version that may be left.</param>
    public Task PermitDowngradeAsync(string? subAgent, string version, string from, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken,
        [
            "permit-downgrade", "--repo", Repository, "--keys", Keys, "--version", version, "--from", from,
            .. subAgent is null ? Array.Empty<string>() : ["--subagent", subAgent],
        ]);

    /// <summary>Takes a version of the suite out of what is signed.</summary>
    public Task WithdrawAsync(string version, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken, "withdraw", "--repo", Repository, "--keys", Keys, "--version", version);

    /// <summary>Lets a publisher sign a sub-agent.</summary>
    /// <param name="publisher">Its name.</param>
    /// <param name="keyFile">A key of it.</param>
    public Task DelegateAsync(string publisher, string keyFile, string subAgent, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken, "delegate", "--repo", Repository, "--keys", Keys, "--publisher", publisher,
            "--publisher-key", keyFile, "--subagent", subAgent);

    /// <summary>Signs which authorities and addresses of the server hosts take.</summary>
    /// <param name="options">For instance <c>--ca FILE</c>.</param>
    public Task SignAuthorityAsync(CancellationToken cancellationToken, params string[] options) =>
        RunAsync(cancellationToken, ["authority", "--repo", Repository, "--keys", Keys, .. options]);

    /// <summary>Signs snapshot and timestamp again.</summary>
    /// <param name="days">Until they expire; 0 for at once.</param>
    public Task RefreshAsync(int days, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken, "refresh", "--repo", Repository, "--keys", Keys,
            "--expires", days.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sends what was signed to a server.</summary>
    public Task PublishAsync(ServerProcess server, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken, ["publish", "--repo", Repository, .. Words(server)]);

    /// <summary>Orders a version of the suite.</summary>
    /// <param name="agentId">Only for this agent; null for the fleet.</param>
    public Task PromoteAsync(
        ServerProcess server, string version, string? agentId, CancellationToken cancellationToken) =>
        RunAsync(cancellationToken,
        [
            "promote", "--version", version, .. Words(server),
            .. agentId is null ? Array.Empty<string>() : ["--agent", agentId],
        ]);

    /// <summary>Makes a package, unsigned.</summary>
    /// <param name="stage">Folder with its content.</param>
    /// <param name="kind"><c>agent</c> or <c>subagent</c>.</param>
    /// <param name="output">Folder of the package.</param>
    /// <param name="level">Compression; tests would wait for more.</param>
    /// <returns>The package.</returns>
    public async Task<string> PackAsync(
        string stage, string kind, string name, string version, string output, CancellationToken cancellationToken,
        string level = "3")
    {
        var package = Path.Combine(output, $"{name}-{version}-linux-{Architecture}.tar.zst");
        // A package of an earlier run is replaced, which 'pack' refuses.
        File.Delete(package);
        await RunAsync(cancellationToken, "pack", "--kind", kind, "--name", name, "--version", version,
            "--architecture", Architecture, "--level", level, "--input", stage, "--output", package);
        return package;
    }

    private Task SignAsync(CancellationToken cancellationToken, params string[] words) =>
        RunAsync(cancellationToken,
        [
            "sign", "--repo", Repository, "--keys", Keys, "--deltas", "0",
            .. WaysBack ? Array.Empty<string>() : ["--no-way-back"], .. words,
        ]);

    private static string[] Words(ServerProcess server) =>
    [
        "--server", server.Url.GetLeftPart(UriPartial.Authority), "--ca", server.Authority,
        "--operator-token-file", server.OperatorTokenFile,
    ];

    private async Task RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        (await Command.RunAsync(_program, arguments, cancellationToken)).MustSucceed();
}
