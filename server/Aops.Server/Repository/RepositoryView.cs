using Aops.Native.Files;
using Aops.Releases.Transport;

namespace Aops.Server.Repository;

/// <summary>
/// Metadata as a client would get it: of several folders, the first that has the file, and before all of
/// them a candidate file.
/// </summary>
internal sealed class RepositoryView(params IReadOnlyList<string> folders) : IReleaseSource
{
    private const string Prefix = "metadata/";

    /// <summary>A file that is treated as if it existed.</summary>
    public (string Name, byte[] Content)? Candidate { get; init; }

    /// <summary>The last version of the root that is shown; later ones are hidden.</summary>
    public long RootVersionMax { get; init; } = long.MaxValue;

    /// <summary>A file, or null if there is none.</summary>
    /// <param name="name">Its name, without a folder.</param>
    public byte[]? Read(string name)
    {
        if (Candidate is { } candidate && candidate.Name == name) return candidate.Content;
        if (name.Contains('/') || IsHidden(name)) return null;
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } file
            ? File.ReadAllBytes(file)
            : null;
    }

    /// <inheritdoc/>
    public Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken)
    {
        try
        {
            var content = path.StartsWith(Prefix, StringComparison.Ordinal)
                ? Read(Uri.UnescapeDataString(path[Prefix.Length..]))
                : null;
            if (content is null) return Task.FromResult<ReleaseContent?>(null);
            var rest = content[(int)Math.Min(offset, content.Length)..];
            return Task.FromResult<ReleaseContent?>(new ReleaseContent(new MemoryStream(rest), rest.Length));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new ReleaseSourceException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private bool IsHidden(string name) =>
        RepositoryFolder.TryReadName(name, out var role, out var version) && role == Releases.Tuf.TufRoles.Root
        && version > RootVersionMax;
}
