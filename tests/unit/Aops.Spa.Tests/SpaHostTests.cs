using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting.Logging;
using Aops.Ipc;
using Aops.Native.Files;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spa.Tests;

/// <summary>The whole companion in this process, on a root that is to stay down: it starts nothing.</summary>
public sealed class SpaHostTests : IDisposable
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(20);

    private readonly SlotRoot _root = new("1");
    private readonly InstanceLock _held;
    private readonly AgentLogging _logging;

    public SpaHostTests()
    {
        _root.Write(Journals.In(JournalPhase.Idle));
        File.WriteAllText(_root.Layout.StopMarker, "");
        Directory.CreateDirectory(_root.Layout.Run);
        _held = new InstanceLock(FileLock.TryAcquire(_root.Layout.Lock(Role.Spa))!);
        _logging = AgentLogging.Open(_root.Layout, Role.Spa);
    }

    public void Dispose()
    {
        _logging.Dispose();
        _held.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task Stop_ClosesInOrder()
    {
        var living = new SpaHost(_root.Layout, _held, _logging).LiveAsync();

        Assert.IsType<DoneReply>(Ask(new StopRequest()));

        Assert.Equal(new SpaExit(false, "the suite was stopped"), await living.WaitAsync(EndMax));
        Assert.False(File.Exists(_root.Layout.Socket(Role.Spa)));
    }

    [Fact]
    public async Task Restart_ClosesNothing_AsTheKernelDoesIt()
    {
        var host = new SpaHost(_root.Layout, _held, _logging);
        var living = host.LiveAsync();

        Assert.IsType<DoneReply>(Ask(new RestartRequest()));

        Assert.True((await living.WaitAsync(EndMax)).IsReplacement);
        Assert.True(File.Exists(_root.Layout.Socket(Role.Spa)));
        await host.CloseAsync();
    }

    [Fact]
    public async Task RequestsAreAnswered_UntilOneEndsIt()
    {
        var living = new SpaHost(_root.Layout, _held, _logging).LiveAsync();

        Assert.IsType<StatusReply>(Ask(new StatusRequest()));
        Assert.IsType<FaultReply>(Ask(new RollbackRequest()));
        Assert.False(living.IsCompleted);

        Ask(new StopRequest());
        await living.WaitAsync(EndMax);
    }

    private LocalMessage? Ask(LocalMessage request)
    {
        LocalLink? link = null;
        Eventually.Holds(
            () => (link = LocalClient.TryConnect(_root.Layout, Role.Spa, Role.Service, CancellationToken.None)) is not null,
            "spa listens");
        using (link)
        {
            link!.Send(request);
            return link.Receive();
        }
    }
}
