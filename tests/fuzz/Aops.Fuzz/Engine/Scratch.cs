namespace Aops.Fuzz.Engine;

/// <summary>A folder for targets that read files, in memory where the system has such a place.</summary>
internal static class Scratch
{
    private const string Memory = "/dev/shm";

    private static readonly Lazy<string> Folder = new(() =>
    {
        var parent = Directory.Exists(Memory) ? Memory : Path.GetTempPath();
        var folder = Path.Combine(parent, $"aops-fuzz-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    /// <summary>Path of a file or folder in it.</summary>
    public static string At(string name) => Path.Combine(Folder.Value, name);

    /// <summary>Writes a file in it and returns its path.</summary>
    public static string Write(string name, byte[] content)
    {
        var path = At(name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
