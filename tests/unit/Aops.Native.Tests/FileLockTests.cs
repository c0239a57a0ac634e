using System.Diagnostics;
using Aops.Native.Files;

namespace Aops.Native.Tests;

public sealed class FileLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aops-lock-");

    private string LockFile => Path.Combine(_folder.FullName, "lock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void HeldLock_IsNotGivenToAnother_UntilItIsReleased()
    {
        var first = FileLock.TryAcquire(LockFile);

        Assert.NotNull(first);
        Assert.Null(FileLock.TryAcquire(LockFile));
        Assert.Equal(Environment.ProcessId, FileLock.ReadOwner(LockFile));
        first.Dispose();
        first.Dispose();
        using var second = FileLock.TryAcquire(LockFile);
        Assert.NotNull(second);
    }

    // Between its fork and its exec a child has a copy of every descriptor.
    [Fact]
    public async Task ReleasedLock_IsFreeAtOnce_WhileChildrenAreStarted()
    {
        using var end = new CancellationTokenSource();
        var starting = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                using var child = Process.Start("/bin/true");
                child.WaitForExit();
            }
        }, TestContext.Current.CancellationToken);
        try
        {
            for (var turn = 0; turn < 2_000; turn++)
            {
                var held = FileLock.TryAcquire(LockFile);
                Assert.True(held is not null, $"turn {turn}");
                held.Dispose();
            }
        }
        finally
        {
            await end.CancelAsync();
            await starting;
        }
    }
}
