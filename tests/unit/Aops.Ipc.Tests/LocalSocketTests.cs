using System.Net.Sockets;
using Aops.Contracts;
using Aops.Contracts.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Ipc.Tests;

public sealed class LocalSocketTests : IDisposable
{
    private readonly AopsLayout _layout;

    public LocalSocketTests() => _layout = MakeLayout("");

    private CancellationToken Token { get; } = TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public async Task AClient_IsAnswered()
    {
        await using var listener = Listen(_layout);
        await using var client = await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token);

        await client!.SendAsync(new StatusRequest(), Token);

        Assert.IsType<DoneReply>(await client.ReceiveAsync(Token));
        Assert.Equal(Role.Spm, client.PeerHello.Role);
        Assert.Equal(Environment.ProcessId, client.PeerHello.Pid);
    }

    [Fact]
    public async Task ALink_SendsAndReceives_WhatItsPeerSentWithTheHelloIncluded()
    {
        await using var listener = LocalListener.Start(_layout, Role.Spm, (link, _) =>
        {
            // Both at once: they may arrive in one piece with the hello, and in one piece with each other.
            link.Send(new DoneReply { Message = "first" });
            link.Send(new DoneReply { Message = new string('x', 100_000) });
            return Task.CompletedTask;
        }, NullLogger.Instance);
        using var client = LocalClient.TryConnect(_layout, Role.Spm, Role.Spa, Token);

        Assert.Equal("first", Assert.IsType<DoneReply>(client!.Receive()).Message);
        Assert.Equal(100_000, Assert.IsType<DoneReply>(client.Receive()).Message!.Length);
        Assert.Null(client.Receive());
    }

    [Fact]
    public async Task AListenerThatHangs_IsGivenUp()
    {
        using var hung = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        hung.Bind(new UnixDomainSocketEndPoint(_layout.Socket(Role.Spm)));
        hung.Listen();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, limit.Token));
    }

    [Fact]
    public async Task AClientThatSaysNothing_DoesNotHoldUpTheEnd()
    {
        var listener = Listen(_layout);
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await silent.ConnectAsync(new UnixDomainSocketEndPoint(listener.Path), Token);

        await listener.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(4), Token);

        Assert.False(listener.IsIntact);
    }

    [Fact]
    public async Task ARootDeepInTheFileSystem_IsReachedAllTheSame()
    {
        var deep = MakeLayout(Path.Combine(_layout.Root, new string('d', 120)));
        await using var listener = Listen(deep);

        await using var client = await LocalClient.TryConnectAsync(deep, Role.Spm, Role.Service, Token);

        Assert.NotNull(client);
    }

    [Fact]
    public async Task NobodyListening_IsNullAndNoError()
    {
        Assert.Null(await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token));
        File.WriteAllText(_layout.Socket(Role.Spm), "");
        Assert.Null(await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token));
    }

    [Fact]
    public async Task TheSocket_IsForItsOwnerOnly()
    {
        await using var listener = Listen(_layout);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(listener.Path));
    }

    [Fact]
    public async Task AClientThatClosesOrSendsNoise_HarmsNoOther()
    {
        await using var listener = Listen(_layout);
        for (var i = 0; i < 2 * Limits.LocalConnectionsMax; i++)
        {
            using var noise = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await noise.ConnectAsync(new UnixDomainSocketEndPoint(listener.Path), Token);
            if (i % 2 == 0) await noise.SendAsync(new byte[] { 255, 255, 255, 255, 1 }, Token);
        }

        LocalConnection? client = null;
        // The places of the noisy ones come free as each is let go.
        for (var attempt = 0; attempt < 100 && client is null; attempt++)
        {
            client = await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token);
            if (client is null) await Task.Delay(10, Token);
        }
        await client!.SendAsync(new StatusRequest(), Token);
        Assert.IsType<DoneReply>(await client.ReceiveAsync(Token));
        await client.DisposeAsync();
    }

    [Fact]
    public async Task ANameThatWasDeleted_CanBeBoundAnew_WhileOldConnectionsGoOn()
    {
        var old = Listen(_layout);
        await using var before = await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token);
        File.Delete(old.Path);
        Assert.False(old.IsIntact);

        old.Retire();
        await using var listener = Listen(_layout);

        await using var after = await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token);
        foreach (var client in new[] { before!, after! })
        {
            await client.SendAsync(new StatusRequest(), Token);
            Assert.IsType<DoneReply>(await client.ReceiveAsync(Token));
        }
    }

    private static LocalListener Listen(AopsLayout layout) =>
        LocalListener.Start(layout, Role.Spm, EchoAsync, NullLogger.Instance);

    private static async Task EchoAsync(LocalLink link, CancellationToken cancellation)
    {
        await using var connection = new LocalConnection(link);
        while (await connection.ReceiveAsync(cancellation) is not null)
            await connection.SendAsync(new DoneReply(), cancellation);
    }

    private static AopsLayout MakeLayout(string root)
    {
        if (root.Length == 0) root = Directory.CreateTempSubdirectory("aops-ipc-").FullName;
        var layout = new AopsLayout(root);
        Directory.CreateDirectory(layout.Run);
        return layout;
    }
}
