using System.Text;
using Aops.Server.CommandLine;

namespace Aops.Server.Tests.Backups;

/// <summary>A folder for backups, and the commands that write and read them.</summary>
internal sealed class BackupRun : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"aops-backups-{Guid.NewGuid():N}");

    public BackupRun()
    {
        Directory.CreateDirectory(_root);
        Backup = Path.Combine(_root, "backup");
    }

    /// <summary>Where the backup is written.</summary>
    public string Backup { get; }

    /// <summary>A name of a folder that is not there.</summary>
    public string NewFolder() => Path.Combine(_root, $"data-{Guid.NewGuid():N}");

    public static Task<int> RunAsync(params string[] words) => ServerCommands.RunAsync(words);

    /// <summary>Names and contents of all files below a folder, as one text.</summary>
    public static string Describe(string folder)
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            text.AppendLine($"{file} {Convert.ToHexString(File.ReadAllBytes(file))}");
        return text.ToString();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
