using System.Net.Sockets;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Layout;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Ipc.Tests;

public sealed class LocalSocketTests : IDisposable
{
    private readonly AopsLayout _layout;
    private readonly LocalSocket _socket;

    public LocalSocketTests()
    {
        _layout = MakeLayout("");
        _socket = new LocalSocket(_layout, Role.Spm);
    }

    private CancellationToken Token { get; } = TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public async Task AClient_IsAnswered()
    {
        await using var listener = Listen(_socket);
        await using var client = await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token);

        await client!.SendAsync(new StatusRequest(), Token);

        Assert.IsType<DoneReply>(await client.ReceiveAsync(Token));
        Assert.Equal(Role.Spm, client.PeerHello.Role);
        Assert.Equal(Environment.ProcessId, client.PeerHello.Pid);
    }

    [Fact]
    public async Task ALink_SendsAndReceives_WhatItsPeerSentWithTheHelloIncluded()
    {
        await using var listener = LocalListener.Start(_socket, (link, _) =>
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
        var listener = Listen(_socket);
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await silent.ConnectAsync(new UnixDomainSocketEndPoint(_socket.Path), Token);

        await listener.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(4), Token);

        Assert.False(_socket.IsIntact);
    }

    [Fact]
    public async Task ARootDeepInTheFileSystem_IsReachedAllTheSame()
    {
        var deep = MakeLayout(Path.Combine(_layout.Root, new string('d', 120)));
        await using var listener = Listen(new LocalSocket(deep, Role.Spm));

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
        await using var listener = Listen(_socket);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_socket.Path));
    }

    [Fact]
    public async Task AClientThatClosesOrSendsNoise_HarmsNoOther()
    {
        await using var listener = Listen(_socket);
        for (var i = 0; i < 2 * Limits.LocalConnectionsMax; i++)
        {
            using var noise = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await noise.ConnectAsync(new UnixDomainSocketEndPoint(_socket.Path), Token);
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
    public async Task Bind_AfterTheNameWasDeleted_ServesNewClients_WhileOldConnectionsGoOn()
    {
        await using var listener = Listen(_socket);
        await using var before = await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token);
        File.Delete(_socket.Path);
        Assert.False(_socket.IsIntact);

        _socket.Bind();

        Assert.True(_socket.IsIntact);
        await using var after = await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token);
        foreach (var client in new[] { before!, after! })
        {
            await client.SendAsync(new StatusRequest(), Token);
            Assert.IsType<DoneReply>(await client.ReceiveAsync(Token));
        }
    }

    [Fact]
    public async Task Bind_WithoutTheFolder_Throws_AndServesOnceItIsThereAgain()
    {
        await using var listener = Listen(_socket);
        Directory.Delete(_layout.Run, recursive: true);

        Assert.ThrowsAny<Exception>(_socket.Bind);
        Assert.False(_socket.IsIntact);
        Directory.CreateDirectory(_layout.Run);
        _socket.Bind();

        await using var client = await LocalClient.TryConnectAsync(_layout, Role.Spm, Role.Service, Token);
        await client!.SendAsync(new StatusRequest(), Token);
        Assert.IsType<DoneReply>(await client.ReceiveAsync(Token));
    }

    [Fact]
    public async Task Bind_AfterTheEnd_MakesNoName()
    {
        await Listen(_socket).DisposeAsync();

        _socket.Bind();

        Assert.False(File.Exists(_socket.Path));
    }

    private static LocalListener Listen(LocalSocket socket) =>
        LocalListener.Start(socket, EchoAsync, NullLogger.Instance);

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
