using Aops.Native.Events;
using Aops.Native.Files;

namespace Aops.Native.Tests;

public sealed class EventsTests
{
    [Fact]
    public void EventFd_WakesUntilItIsLowered()
    {
        using var epoll = new Epoll();
        using var flag = new EventFd();
        Span<long> keys = stackalloc long[4];
        epoll.Add(flag.Handle, long.MaxValue);
        Assert.Equal(0, epoll.Wait(keys, 0));

        flag.Raise();
        flag.Raise();
        Assert.Equal(1, epoll.Wait(keys, 1000));
        Assert.Equal(long.MaxValue, keys[0]);

        flag.Lower();
        Assert.Equal(0, epoll.Wait(keys, 0));
    }

    [Fact]
    public void Pipe_TellsNothingYetFromItsEnd()
    {
        using var pipe = new AnonymousPipe();
        Span<byte> buffer = stackalloc byte[8];
        Assert.Null(pipe.TryRead(buffer));

        AnonymousPipe.Write((int)pipe.Writer.DangerousGetHandle(), "ab"u8);
        Assert.Equal(2, pipe.TryRead(buffer));

        pipe.Writer.Dispose();
        // A child that another test is spawning holds a copy of the writer until its exec.
        int? end = null;
        for (var until = Environment.TickCount64 + 10_000; end is null && Environment.TickCount64 < until;)
            end = pipe.TryRead(buffer);
        Assert.Equal(0, end);
    }

    [Fact]
    public void UntrustedFile_RefusesLinksAndLongContent()
    {
        var root = Directory.CreateTempSubdirectory("aops-native-").FullName;
        try
        {
            var file = Path.Combine(root, "file");
            File.WriteAllText(file, "12345");
            File.CreateSymbolicLink(Path.Combine(root, "link"), file);

            Assert.Equal("12345"u8.ToArray(), UntrustedFile.TryRead(file, 5));
            Assert.Null(UntrustedFile.TryRead(file, 4));
            Assert.Null(UntrustedFile.TryRead(Path.Combine(root, "link"), 5));
            Assert.Null(UntrustedFile.TryRead(root, 5));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
