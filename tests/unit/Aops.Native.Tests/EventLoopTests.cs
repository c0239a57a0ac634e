using Aops.Native.Events;

namespace Aops.Native.Tests;

public sealed class EventLoopTests
{
    [Fact]
    public async Task Timers_FireInOrder_UnlessCancelled()
    {
        using var loop = new EventLoop("test");
        var fired = new List<int>();
        var done = new TaskCompletionSource();
        loop.Post(() =>
        {
            loop.StartTimer(TimeSpan.FromMilliseconds(500), () => fired.Add(2));
            loop.StartTimer(TimeSpan.FromMilliseconds(10), () => fired.Add(1));
            loop.StartTimer(TimeSpan.FromMilliseconds(15), () => fired.Add(0)).Cancel();
            loop.StartTimer(TimeSpan.FromMilliseconds(1000), done.SetResult);
        });
        await done.Task;

        Assert.Equal([1, 2], fired);
    }

    [Fact]
    public async Task Invoke_ReturnsResultsAndExceptions()
    {
        using var loop = new EventLoop("test");

        Assert.True(await loop.InvokeAsync(() => loop.IsOnLoop));
        await Assert.ThrowsAsync<FormatException>(() => loop.InvokeAsync<int>(() => throw new FormatException()));
    }

    [Fact]
    public async Task Disposed_DropsWhatWaits()
    {
        var loop = new EventLoop("test");
        loop.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => loop.InvokeAsync(() => 1));
    }

    [Fact]
    public async Task EndedWatch_IsNotCalledAgain()
    {
        using var loop = new EventLoop("test");
        using var flag = new EventFd();
        flag.Raise();
        var calls = 0;
        await loop.InvokeAsync(() =>
        {
            IDisposable? watch = null;
            return watch = loop.Watch(flag.Handle, () =>
            {
                calls++;
                watch!.Dispose();
            });
        });
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref calls) == 1, TimeSpan.FromSeconds(10)));
        await loop.InvokeAsync(() => 0);
        await loop.InvokeAsync(() => 0);

        Assert.Equal(1, calls);
    }
}
