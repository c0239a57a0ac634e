using System.Globalization;
using Aops.Native.Files;

namespace Aops.Releases.Tuf;

/// <summary>
/// Verified metadata on the disk: <c>root_history/N.root.json</c> for each root after the trusted one, <c>root.json</c>
/// for the newest of them (for people and programs that look; it is never read), <c>ROLE.json</c> for every other role.
/// Each is verified again whenever it is read.
/// </summary>
/// <param name="directory">Where it is kept.</param>
/// <param name="isRehearsal">What is written stays in memory, laid over the files; the folder is only read.</param>
internal sealed class TufStore(string directory, bool isRehearsal = false)
{
    // Null for a file that was deleted.
    private readonly Dictionary<string, byte[]?> _rehearsed = [];


    /// <summary>Content of a file, or null if there is none.</summary>
    public byte[]? Read(string role) => ReadFile(FileOf(role));

    public byte[]? ReadRoot(long version) => ReadFile(RootFile(version));

    public void Write(string role, byte[] content) => WriteFile(FileOf(role), content);

    public void WriteRoot(long version, byte[] content)
    {
        WriteFile(RootFile(version), content);
        Write(TufRoles.Root, content);
    }

    public void Delete(string role)
    {
        if (isRehearsal) _rehearsed[FileOf(role)] = null;
        else AtomicFile.Delete(FileOf(role));
    }

    private string FileOf(string role) => Path.Combine(directory, TufRoles.FileOf(role));

    private string RootFile(long version) => Path.Combine(
        directory, "root_history", string.Create(CultureInfo.InvariantCulture, $"{version}.root.json"));

    private byte[]? ReadFile(string path) => _rehearsed.TryGetValue(path, out var rehearsed)
        ? rehearsed
        : File.Exists(path) ? File.ReadAllBytes(path) : null;

    private void WriteFile(string path, byte[] content)
    {
        if (isRehearsal)
        {
            _rehearsed[path] = content;
            return;
        }
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!, AtomicFile.PrivateDirectory);
        AtomicFile.Write(path, content);
    }
}
