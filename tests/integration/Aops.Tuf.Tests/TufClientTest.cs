using Aops.Harness;
using Aops.RepositorySimulator;

namespace Aops.Tuf.Tests;

/// <summary>
/// The built client, <c>aops-tuf</c>, against a mirror on the loopback address. Each test has a repository, a mirror
/// and a client of its own.
/// </summary>
public abstract class TufClientTest : IAsyncLifetime
{
    protected const string Target = "file.txt";

    private static readonly string[] TopLevel = ["root", "timestamp", "snapshot", "targets"];

    private readonly string _program = PublishedPrograms.Find().Program("aops-tuf");
    private readonly TempRoot _root = new("tuf");

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected RepositoryBuilder Repository { get; } = new();

    protected MirrorServer Mirror { get; private set; } = null!;

    protected string Metadata => _root.Folder("client/metadata");

    protected string Downloads => _root.Folder("client/targets");

    public async ValueTask InitializeAsync()
    {
        // The program judges by the clock of this machine.
        foreach (var role in TopLevel)
            Repository.Expires[role] = DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        Repository.PublishRoot();
        Repository.AddTarget("targets", Target, "content"u8.ToArray());
        Repository.Publish();
        Mirror = new MirrorServer(Repository.Files);
        var trusted = Path.Combine(_root.Folder("client"), "trusted.json");
        await File.WriteAllBytesAsync(trusted, Repository.Files["metadata/1.root.json"], Stop);
        (await RunAsync("--metadata-dir", Metadata, "init", trusted)).MustSucceed();
    }

    public async ValueTask DisposeAsync()
    {
        if (Mirror is not null) await Mirror.DisposeAsync();
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<CommandResult> RefreshAsync() => RunAsync([.. Options, "refresh"]);

    protected Task<CommandResult> DownloadAsync(string name = Target) =>
        RunAsync([.. Options, "--target-name", name, "download"]);

    /// <summary>The version of a role that the client trusts; null if it has none.</summary>
    protected int? Trusted(string role)
    {
        var file = Path.Combine(Metadata, $"{role}.json");
        if (!File.Exists(file)) return null;
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        return json.RootElement.GetProperty("signed").GetProperty("version").GetInt32();
    }

    protected static void AssertRefused(CommandResult result, string because)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(because, result.Error, StringComparison.Ordinal);
    }

    protected void AssertNothingDownloaded() => Assert.Empty(Directory.GetFileSystemEntries(Downloads));

    protected Dictionary<string, byte[]> Copy() => new(Repository.Files);

    private string[] Options =>
    [
        "--metadata-dir", Metadata, "--metadata-url", $"{Mirror.Address}metadata", "--timeout", "3",
        "--target-base-url", $"{Mirror.Address}targets", "--target-dir", Downloads,
    ];

    private Task<CommandResult> RunAsync(params string[] arguments) => Command.RunAsync(_program, arguments, Stop);
}
