using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Aops.AgentService.Pair;
using Aops.AgentService.Status;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Hosting.Logging;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Diagnose;

/// <summary>
/// What helps to understand a host from afar. Files with tokens, keys and the settings of sub-agents are told by name alone; every
/// text goes through <see cref="Redaction"/>. A part that cannot be read says why in its place.
/// </summary>
internal sealed class HostDiagnosis(ServiceContext context)
{
    private const int FilesMax = 5000;
    private const int TextBytesMax = 64 * 1024;

    private readonly AopsLayout _layout = context.Layout;

    /// <summary>Takes it.</summary>
    public async Task<IReadOnlyList<DiagnosisPart>> TakeAsync(CancellationToken cancellationToken)
    {
        var status = await StatusReader.ReadAsync(context, cancellationToken);
        var now = context.Time.GetUtcNow();
        List<DiagnosisPart> parts =
        [
            Part("host.txt", "Versions, machine, memory, disks, and the processes of the pair.", DescribeHost),
            Part("status.txt", "What 'status' shows.", () => StatusText.Write(status, now)),
            Part("status.json", "The same for programs.",
                () => JsonSerializer.Serialize(status, StatusReportJson.Default.StatusReport) + "\n"),
            Part("conf.yml", "The settings, without secrets.", () => ReadText(_layout.Conf)),
            Part("journal.json", "The journal of upgrades.", () => ReadText(_layout.Journal)),
            Part("files.txt", "The files of the suite: mode, owner's bytes, time, name; no content.", ListFiles),
            .. LogFiles.OwnNames.Select(name => Log(name, $"logs/{name}.log")),
            .. status.SubAgents.Select(agent => Log(agent.Name, $"logs/subagents/{agent.Name}.log")),
        ];
        return parts;
    }

    private static DiagnosisPart Part(string name, string meaning, Func<string> read)
    {
        try
        {
            return new(name, meaning, Redaction.Of(read()));
        }
        catch (Exception e) when (e is InvalidDataException || FileFaults.IsFileFault(e))
        {
            return new(name, meaning, $"cannot be read: {e.Message}\n");
        }
    }

    private DiagnosisPart Log(string name, string file) => Part(
        file, $"The end of the log of {name}.",
        () => LogFiles.FindNewest(_layout, name) is { } path ? ReadEnd(path, DiagnosisBundle.PartBytesMax) : "there is none\n");

    private string DescribeHost()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Product.Describe(Role.Service.ProgramName())}\n");
        text.Append(CultureInfo.InvariantCulture, $"taken at {context.Time.GetUtcNow():u} below {_layout.Root}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, ");
        text.Append(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors\n\n");
        foreach (var process in ProcessScan.Find(_layout))
            text.Append(CultureInfo.InvariantCulture, $"{process.Program} pid {process.Process.Pid}\n");
        foreach (var drive in DriveInfo.GetDrives().Where(drive => drive.IsReady && drive.TotalSize > 0))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{drive.Name} {drive.DriveFormat}: {drive.AvailableFreeSpace / 1_000_000} of {drive.TotalSize / 1_000_000} MB free\n");
        }
        string[] facts = ["/etc/os-release", "/proc/uptime", "/proc/loadavg", "/proc/meminfo", "/proc/self/limits"];
        foreach (var file in facts)
            text.Append(CultureInfo.InvariantCulture, $"\n{file}\n").Append(ReadText(file));
        return text.ToString();
    }

    private string ListFiles()
    {
        var text = new StringBuilder();
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint,
        };
        string[] folders = [_layout.Etc, _layout.State, _layout.Opt, _layout.Log, _layout.Run];
        foreach (var file in folders.Where(Directory.Exists)
            .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", options)).Take(FilesMax))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Convert.ToString((int)file.UnixFileMode, 8),4} {file.Length,12} {file.LastWriteTimeUtc:u} ")
                .Append(file.FullName).Append('\n');
        }
        return text.ToString();
    }

    private static string ReadText(string path) => File.Exists(path) ? ReadEnd(path, TextBytesMax) : $"{path} is not there\n";

    // Files of /proc have no length.
    private static string ReadEnd(string path, int bytesMax)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.CanSeek && file.Length > bytesMax) file.Position = file.Length - bytesMax;
        var (bytes, length) = (new byte[bytesMax], 0);
        for (var read = -1; read != 0 && length < bytesMax; length += read)
            read = file.Read(bytes, length, bytesMax - length);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
