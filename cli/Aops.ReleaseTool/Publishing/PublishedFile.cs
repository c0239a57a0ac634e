using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Publishing;

/// <summary>A file to publish.</summary>
/// <param name="Path">Path below the repository, with <c>/</c>.</param>
/// <param name="File">Path on this machine.</param>
/// <param name="LengthBytes">Its length.</param>
/// <param name="IsImmutable">Whether its name determines its content, by hash or version.</param>
internal sealed record PublishedFile(string Path, string File, long LengthBytes, bool IsImmutable)
{
    /// <summary>
    /// All files in an order that keeps every host consistent at every moment: content, then the metadata
    /// that names it, and last the timestamp, which makes it visible.
    /// </summary>
    /// <param name="leftOut">Publishers whose metadata hosts and servers would refuse.</param>
    public static IReadOnlyList<PublishedFile> InOrder(
        ReleaseRepository repository, IReadOnlyDictionary<string, string> leftOut)
    {
        var roles = repository.TargetsRoles().Where(role => !leftOut.ContainsKey(role)).ToList();
        var files = SignedTarget.ReadAll(repository, roles).SelectMany(target => target.Files).Select(file => Make(
            "targets/" + ReleaseRepository.HashedName(file.Name, file.Sha256),
            repository.TargetFile(file.Name, file.Sha256), isImmutable: true)).ToList();
        foreach (var version in repository.Versions(TufRoles.Root))
            files.Add(Metadata(repository.VersionFile(TufRoles.Root, version), isImmutable: true));
        foreach (var role in roles)
            files.Add(Metadata(repository.FileOf(role), isImmutable: true));
        files.Add(Metadata(repository.FileOf(TufRoles.Snapshot), isImmutable: true));
        files.Add(Metadata(repository.FileOf(TufRoles.Timestamp), isImmutable: false));
        return files;
    }

    private static PublishedFile Metadata(string file, bool isImmutable) =>
        Make("metadata/" + System.IO.Path.GetFileName(file), file, isImmutable);

    private static PublishedFile Make(string path, string file, bool isImmutable)
    {
        var info = new FileInfo(file);
        return info.Exists
            ? new PublishedFile(path, file, info.Length, isImmutable)
            : throw new ToolException(Contracts.ExitCodes.NoInput, $"{file} is missing; nothing more was published");
    }
}
