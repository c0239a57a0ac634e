using Aops.Native.Events;
using Aops.Native.Processes;

namespace Aops.Native.Tests;

public sealed class SpawnTests
{
    private static int Start(string script, string? directory = null) => Spawn.Start(new SpawnRequest
    {
        Path = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = new Dictionary<string, string>(),
        WorkingDirectory = directory,
    });

    private static ChildExit Wait(int pid)
    {
        using var epoll = new Epoll();
        using var pidFd = PidFd.TryOpenChild(pid)!;
        epoll.Add(pidFd.Handle, 5);
        Span<long> keys = stackalloc long[4];
        Assert.Equal(1, epoll.Wait(keys, 20_000));
        Assert.Equal(5, keys[0]);
        return ChildExit.TryReap(pid)!.Value;
    }

    [Fact]
    public void ExitCode_IsTold() => Assert.Equal("exit 7", Wait(Start("exit 7")).ToString());

    [Fact]
    public void Signal_IsTold() => Assert.Equal("signal 9 (SIGKILL)", Wait(Start("kill -9 $$")).ToString());

    [Fact]
    public void Look_LeavesTheExitToTell()
    {
        var pid = Start("exit 7");

        while (!ChildExit.HasEnded(pid)) Thread.Sleep(1);

        Assert.True(ChildExit.HasEnded(pid));
        Assert.Equal(7, ChildExit.TryReap(pid)!.Value.Code);
    }

    [Fact]
    public void RunningChild_HasNoExitYet()
    {
        var pid = Start("exec sleep 1000");

        Assert.False(ChildExit.HasEnded(pid));
        Assert.Null(ChildExit.TryReap(pid));

        Assert.True(Signal.Send(-pid, Signal.SIGKILL));
        Assert.Equal(Signal.SIGKILL, Wait(pid).EndSignal);
        Assert.Equal(ChildExit.Unknown, ChildExit.TryReap(pid));
    }

    [Fact]
    public void OutputAndErrors_GoToPipesOfTheirOwn_WhichBlockTheWriter()
    {
        using var output = AnonymousPipe.ForOutput();
        using var errors = AnonymousPipe.ForOutput();
        // More than a pipe holds: a program that is told to try again would lose it.
        const int length = 300_000;
        var pid = Spawn.Start(new SpawnRequest
        {
            Path = "/bin/sh",
            Arguments = ["sh", "-c", $"echo error >&2; head -c {length} /dev/zero"],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            Output = output.Writer,
            Error = errors.Writer,
        });
        output.Writer.Dispose();

        var (buffer, read) = (new byte[4096], 0);
        for (int? count = null; count != 0; read += count ?? 0) count = output.TryRead(buffer);
        Assert.Equal(length, read);
        Assert.Equal(6, errors.TryRead(buffer));
        Assert.True(Wait(pid).IsSuccess);
    }

    [Fact]
    public void WorkingDirectory_IsSet()
    {
        Assert.SkipUnless(Spawn.CanChangeDirectory, "glibc older than 2.29");
        Assert.Equal(0, Wait(Start("test \"$(pwd)\" = /usr", "/usr")).Code);
    }

    [Fact]
    public void Child_LeadsItsOwnSession()
    {
        var pid = Start("exec sleep 1000");
        var stat = ProcStat.TryRead(pid)!.Value;
        Signal.Send(-pid, Signal.SIGKILL);
        Wait(pid);

        Assert.Equal((pid, pid, Environment.ProcessId), (stat.Session, stat.ProcessGroup, stat.ParentPid));
    }

    [Fact]
    public void MissingProgram_NamesItself()
    {
        var error = Assert.Throws<PosixException>(() => Spawn.Start(new SpawnRequest
        {
            Path = "/no/such", Arguments = ["x"], Environment = new Dictionary<string, string>(),
        }));
        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.StartsWith("posix_spawn /no/such: ", error.Message);
    }

    [Fact]
    public async Task ProgramOpenForWritingForAMoment_IsStartedAllTheSame()
    {
        using var program = new WritableProgram();
        var closing = Task.Delay(TextFileBusyRetry.Pause * 3).ContinueWith(_ => program.Close(), TaskScheduler.Default);

        var pid = program.Start();

        Assert.Equal(0, Wait(pid).Code);
        await closing;
    }

    [Fact]
    public void ProgramOpenForWritingForGood_IsAFault()
    {
        using var program = new WritableProgram();

        Assert.Equal(Errno.ETXTBSY, Assert.Throws<PosixException>(() => program.Start()).Errno);
    }

    [Fact]
    public void TextBusy_IsTriedAgain_OtherFaultsAreNot()
    {
        var tries = 0;

        Assert.True(TextFileBusyRetry.WaitForAnother(Errno.ETXTBSY, ref tries, 3));
        Assert.True(TextFileBusyRetry.WaitForAnother(Errno.ETXTBSY, ref tries, 3));
        Assert.False(TextFileBusyRetry.WaitForAnother(Errno.ETXTBSY, ref tries, 3));
        Assert.Equal(3, tries);

        tries = 0;
        Assert.False(TextFileBusyRetry.WaitForAnother(Errno.ENOEXEC, ref tries, 3));
        Assert.False(TextFileBusyRetry.WaitForAnother(0, ref tries, 3));
    }

    // A copy of true(1) that is open for writing.
    private sealed class WritableProgram : IDisposable
    {
        private readonly string _path = Path.GetTempFileName();
        private readonly FileStream _writer;

        public WritableProgram()
        {
            File.Copy("/bin/true", _path, overwrite: true);
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            _writer = File.OpenWrite(_path);
        }

        public void Close() => _writer.Dispose();

        public int Start() => Spawn.Start(
            new SpawnRequest { Path = _path, Arguments = [_path], Environment = new Dictionary<string, string>() });

        public void Dispose()
        {
            Close();
            File.Delete(_path);
        }
    }
}
