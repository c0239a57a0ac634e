using System.Text;
using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Systemd.Client;

namespace Aops.Systemd.Commands;

/// <summary>The result of a short program that was run with a time limit.</summary>
/// <param name="Exit">How it ended.</param>
/// <param name="Output">What it printed on both outputs, truncated to <see cref="OutputBytesMax"/>.</param>
internal sealed record CommandRun(ChildExit Exit, string Output)
{
    /// <summary>Longest output that is captured.</summary>
    public const int OutputBytesMax = 64 * 1024;

    private static readonly TimeSpan ReapTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReapPause = TimeSpan.FromMilliseconds(1);

    // Texts are compared with those in English; no pager, no colors, no bus address of this process.
    private static readonly Dictionary<string, string> CleanEnvironment = new()
    {
        ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
        ["LC_ALL"] = "C",
        ["SYSTEMD_COLORS"] = "0",
        ["SYSTEMD_PAGER"] = "",
        ["SYSTEMD_LOG_LEVEL"] = "info",
    };

    /// <summary>Runs a program and waits for its end.</summary>
    /// <param name="path">The program, absolute.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="time">Longest run; then it is killed.</param>
    /// <exception cref="SystemdException">It cannot be executed, or it took longer.</exception>
    public static CommandRun Start(string path, IEnumerable<string> arguments, TimeSpan time)
    {
        using var pipe = new AnonymousPipe();
        int pid;
        try
        {
            pid = Spawn.Start(new SpawnRequest
            {
                Path = path,
                Arguments = [Path.GetFileName(path), .. arguments],
                Environment = CleanEnvironment,
                Output = pipe.Writer,
                WorkingDirectory = Spawn.CanChangeDirectory ? "/" : null,
            });
        }
        catch (PosixException e)
        {
            throw SystemdException.Disconnected(path, e.Message, e).BeforeSending();
        }
        pipe.Writer.Dispose();
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        var output = Read(pipe, until);
        if (output is not null && Reap(pid, until) is { } exit) return new CommandRun(exit, output);
        Signal.Send(pid, Signal.SIGKILL);
        Reap(pid, Environment.TickCount64 + (long)ReapTime.TotalMilliseconds);
        throw SystemdException.TimedOut(path, time);
    }

    private static string? Read(AnonymousPipe pipe, long until)
    {
        using var output = new MemoryStream();
        using var epoll = new Epoll();
        epoll.Add(pipe.Reader, 0);
        Span<byte> buffer = stackalloc byte[4096];
        Span<long> keys = stackalloc long[1];
        while (true)
        {
            if (pipe.TryRead(buffer) is { } count)
            {
                if (count == 0) return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
                output.Write(buffer[..(int)Math.Min(count, OutputBytesMax - output.Length)]);
                if (Environment.TickCount64 < until) continue;
            }
            var left = until - Environment.TickCount64;
            if (left <= 0) return null;
            epoll.Wait(keys, (int)left);
        }
    }

    // The program closes its end of the pipe a moment before it can be reaped.
    private static ChildExit? Reap(int pid, long until)
    {
        while (true)
        {
            if (ChildExit.TryReap(pid) is { } exit) return exit;
            if (Environment.TickCount64 >= until) return null;
            Thread.Sleep(ReapPause);
        }
    }
}
