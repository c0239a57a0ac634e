using Aops.Native.Files;
using Aops.Native.Watching;

namespace Aops.Native.Tests;

public sealed class DirectoryWatchTests : IDisposable
{
    private const string Name = "conf";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("aops-watch-").FullName;
    private readonly SemaphoreSlim _touched = new(0);

    private string Watched => Path.Combine(_directory, Name);

    private string Other => Path.Combine(_directory, "conf.new");

    public void Dispose()
    {
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
        _touched.Dispose();
    }

    [Fact]
    public async Task WhateverHappensToTheFile_IsTold()
    {
        using var watch = Begin();

        await File.WriteAllTextAsync(Watched, "1");
        await WaitAsync();
        await File.AppendAllTextAsync(Watched, "2");
        await WaitAsync();
        File.Delete(Watched);
        await WaitAsync();
        await File.WriteAllTextAsync(Other, "3");
        File.Move(Other, Watched);
        await WaitAsync();
    }

    [Fact]
    public void WhoeverStopsWhileFilesChange_IsNotEndedByTheSignal()
    {
        using var stop = new CancellationTokenSource();
        // On a thread of its own: tests beside this one need those of the pool.
        var writing = new Thread(() =>
        {
            while (!stop.IsCancellationRequested) File.WriteAllText(Watched, "1");
        });
        writing.Start();

        for (var i = 0; i < 200; i++) Begin().Dispose();

        stop.Cancel();
        writing.Join();
    }

    [Fact]
    public void ADirectoryThatIsDeletedOrMovedAway_IsLost()
    {
        using var watch = Begin();
        Assert.False(watch.IsLost);

        Directory.Delete(_directory);

        Assert.True(watch.IsLost);
        Directory.CreateDirectory(_directory);
        using var next = Begin();
        Directory.Move(_directory, _directory + ".away");
        Directory.CreateDirectory(_directory);
        Directory.Delete(_directory + ".away");
        Assert.True(next.IsLost);
    }

    [Fact]
    public void NoDirectory_IsNotWatched() =>
        Assert.Null(DirectoryWatch.TryBegin(Watched, () => { }));

    [Fact]
    public void Disposed_LeavesNoDescriptor()
    {
        Begin().Dispose();
        var before = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        for (var i = 0; i < 50; i++) Begin().Dispose();

        Assert.InRange(Directory.GetFileSystemEntries("/proc/self/fd").Length, 0, before + 25);
    }

    private DirectoryWatch Begin()
    {
        var watch = DirectoryWatch.TryBegin(_directory, () => _touched.Release());
        Assert.NotNull(watch);
        return watch;
    }

    // At least one call; whatever else the same change brings is taken, too.
    private async Task WaitAsync()
    {
        Assert.True(await _touched.WaitAsync(Patience));
        while (await _touched.WaitAsync(TimeSpan.FromMilliseconds(50))) { }
    }
}
