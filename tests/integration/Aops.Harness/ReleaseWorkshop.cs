namespace Aops.Harness;

/// <summary>
/// The side of the publisher: keys, packages, and the signed repository that a server hands out. Wraps
/// <c>aops-release</c>; the words of its command line stand nowhere else.
/// </summary>
/// <param name="programs">The published programs.</param>
/// <param name="folder">Where keys and repository are made.</param>
public sealed class ReleaseWorkshop(PublishedPrograms programs, string folder)
{
    private readonly string _program = programs.Program("aops-release");

    /// <summary>The private keys.</summary>
    public string Keys { get; } = Path.Combine(folder, "keys");

    /// <summary>The repository, which a server may be pointed at.</summary>
    public string Repository { get; } = Path.Combine(folder, "repo");

    private string Packages => Path.Combine(folder, "packages");

    /// <summary>Creates keys and an empty repository.</summary>
    /// <param name="cancellation">Gives up.</param>
    public async Task InitAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Packages);
        await RunAsync(cancellation, "init", "--keys", Keys, "--repo", Repository);
    }

    /// <summary>Packs, signs and publishes an agent.</summary>
    /// <param name="stage">Folder with its content.</param>
    /// <param name="version">Version.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task AddAgentAsync(string stage, string version, CancellationToken cancellation) =>
        AddAsync(stage, "agent", "aops-agent", version, cancellation);

    /// <summary>Packs, signs and publishes a sub-agent.</summary>
    /// <param name="stage">Folder with its content.</param>
    /// <param name="name">Name.</param>
    /// <param name="version">Version.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task AddSubAgentAsync(string stage, string name, string version, CancellationToken cancellation) =>
        AddAsync(stage, "subagent", name, version, cancellation);

    /// <summary>Makes a package, unsigned.</summary>
    /// <param name="stage">Folder with its content.</param>
    /// <param name="kind"><c>agent</c> or <c>subagent</c>.</param>
    /// <param name="name">Name.</param>
    /// <param name="version">Version.</param>
    /// <param name="output">Folder of the package.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The package.</returns>
    public async Task<string> PackAsync(
        string stage, string kind, string name, string version, string output, CancellationToken cancellation)
    {
        var package = Path.Combine(output, $"{name}-{version}-linux-x64.tar.zst");
        await RunAsync(cancellation, "pack", "--kind", kind, "--name", name, "--version", version,
            "--input", stage, "--output", package);
        return package;
    }

    private async Task AddAsync(
        string stage, string kind, string name, string version, CancellationToken cancellation)
    {
        var package = await PackAsync(stage, kind, name, version, Packages, cancellation);
        await RunAsync(cancellation, "publish", "--keys", Keys, "--repo", Repository, "--package", package,
            "--kind", kind, "--name", name, "--version", version);
    }

    private async Task RunAsync(CancellationToken cancellation, params string[] arguments) =>
        (await Command.RunAsync(_program, arguments, cancellation)).MustSucceed();
}
