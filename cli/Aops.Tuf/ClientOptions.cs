using System.CommandLine;
using Aops.Contracts;

namespace Aops.Tuf;

/// <summary>Options, which stand before the verb, and the three verbs.</summary>
internal sealed class ClientOptions
{
    private const int TimeoutSecondsMax = 3600;

    private readonly Option<DirectoryInfo> _metadataDirectory = new("--metadata-dir")
        { Description = "Where trusted metadata is stored.", HelpName = "DIR", Required = true };

    private readonly Option<string?> _metadataUrl = new("--metadata-url")
        { Description = "The repository's metadata.", HelpName = "URL" };

    private readonly Option<string[]> _targetNames = new("--target-name")
        { Description = "A target to download; may be given again.", HelpName = "NAME" };

    private readonly Option<string?> _targetUrl = new("--target-base-url")
        { Description = "The repository's targets.", HelpName = "URL" };

    private readonly Option<DirectoryInfo?> _targetDirectory = new("--target-dir")
        { Description = "Where downloaded targets go.", HelpName = "DIR" };

    private readonly Option<int> _timeoutSeconds = new("--timeout")
    {
        Description = "Seconds without progress after which a transfer is given up.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 60,
    };

    public RootCommand MakeRoot()
    {
        var trustedRoot = new Argument<FileInfo>("TRUSTED_ROOT_FILE");
        var init = new Command("init", "Begins to trust a root.") { trustedRoot };
        init.SetAction(parsed =>
        {
            new MetadataFolder(parsed.GetRequiredValue(_metadataDirectory).FullName)
                .Init(parsed.GetRequiredValue(trustedRoot).FullName);
            return ExitCodes.Ok;
        });
        var refresh = new Command("refresh", "Updates and verifies the metadata of the top-level roles.");
        refresh.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = Open(parsed);
            await session.RefreshAsync(cancellationToken);
            return ExitCodes.Ok;
        });
        var download = new Command("download", "Updates metadata, and downloads targets in their order.");
        download.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = Open(parsed);
            var names = parsed.GetValue(_targetNames) is { Length: > 0 } given
                ? given
                : throw new ClientFault("download needs --target-name");
            var directory = parsed.GetValue(_targetDirectory)
                ?? throw new ClientFault("download needs --target-dir");
            await session.RefreshAsync(cancellationToken);
            foreach (var name in names) await session.DownloadAsync(name, directory.FullName, cancellationToken);
            return ExitCodes.Ok;
        });
        var root = new RootCommand("A client of repositories that follow The Update Framework.")
        {
            init, refresh, download,
        };
        foreach (var option in new Option[]
        {
            _metadataDirectory, _metadataUrl, _targetNames, _targetUrl, _targetDirectory, _timeoutSeconds,
        })
        {
            root.Add(option);
        }
        return root;
    }

    private ClientSession Open(ParseResult parsed)
    {
        var seconds = parsed.GetValue(_timeoutSeconds);
        if (seconds is < 1 or > TimeoutSecondsMax)
            throw new ClientFault($"--timeout {seconds} is not within 1 to {TimeoutSecondsMax}");
        var metadata = Address(parsed, _metadataUrl)
            ?? throw new ClientFault("--metadata-url is missing");
        return new ClientSession(
            new MetadataFolder(parsed.GetRequiredValue(_metadataDirectory).FullName),
            metadata, Address(parsed, _targetUrl) ?? metadata, TimeSpan.FromSeconds(seconds));
    }

    private static Uri? Address(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new ClientFault($"{option.Name} '{text}' is not an address of HTTP");
    }
}
