using System.Diagnostics;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.TestSupport;

namespace Aops.Launch.Tests;

/// <summary>A process that sleeps under the name of a program.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;

    public RunningProgram(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        File.Copy("/bin/sleep", path);
        File.SetUnixFileMode(path, AtomicFile.Executable);
        _process = Process.Start(path, "1000");
        Eventually.Holds(() => ProcessOrigin.ProgramOf(Pid) == path, $"process {Pid} executes {path}");
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
