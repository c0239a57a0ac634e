using Aops.Native.Files;

namespace Aops.Tuf;

/// <summary>
/// The folder of trusted metadata: <c>trust/root.json</c> is the root that the user started with; beside it
/// lies what was verified since, with the newest root as <c>root.json</c>.
/// </summary>
internal sealed class MetadataFolder(string path)
{
    public string Path { get; } = path;

    public string TrustFile { get; } = System.IO.Path.Combine(path, "trust", "root.json");

    public void Init(string rootFile)
    {
        var root = File.ReadAllBytes(rootFile);
        AtomicFile.CreateDirectory(System.IO.Path.GetDirectoryName(TrustFile)!);
        AtomicFile.Write(TrustFile, root);
        AtomicFile.Write(System.IO.Path.Combine(Path, "root.json"), root);
    }
}
