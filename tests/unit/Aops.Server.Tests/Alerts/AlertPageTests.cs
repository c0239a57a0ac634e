using System.Diagnostics;
using Aops.Server.Webhooks;
using Aops.TestSupport;

namespace Aops.Server.Tests.Alerts;

/// <summary>What docs/how-to/ALERTS.md tells a receiver to do, done by a shell with a message that came.</summary>
public sealed class AlertPageTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-alert-page-").FullName;
    private AlertWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AlertWorld.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task TheShell_VerifiesWhatCame_AndNothingElse()
    {
        await _world.TestAsync();
        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 1);
        var message = _world.Receiver.Taken[0];

        Assert.Equal(0, await VerifyAsync(message, _world.Secret));
        Assert.NotEqual(0, await VerifyAsync(message, await _world.AddHookAsync("other", _world.Receiver)));
        Assert.NotEqual(0, await VerifyAsync(message with { Body = [.. message.Body, (byte)' '] }, _world.Secret));
        Assert.NotEqual(0, await VerifyAsync(message with { Id = message.Id + "x" }, _world.Secret));
        // Signed as well as any other, and older than five minutes.
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 301;
        var old = new WebhookSecret(Convert.FromBase64String(_world.Secret["whsec_".Length..])).Sign(message.Id, before, message.Body);
        Assert.NotEqual(0, await VerifyAsync(message with { Timestamp = $"{before}", Signature = old }, _world.Secret));
    }

    // The lines of code of the part, as they stand.
    private static string Script()
    {
        var page = File.ReadLines(Path.Combine(SourceRoot.Folder, "docs/how-to/ALERTS.md"));
        var lines = page.SkipWhile(line => line != "### Verify a message").Skip(1)
            .TakeWhile(line => !line.StartsWith('#')).Where(line => line.StartsWith("    ", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count >= 3, "the page has lost its commands");
        return string.Join('\n', lines);
    }

    private async Task<int> VerifyAsync(Receiver.Received message, string secret)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "body"), message.Body);
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folder, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script());
        start.Environment["ID"] = message.Id;
        start.Environment["TIMESTAMP"] = message.Timestamp;
        start.Environment["SIGNATURE"] = message.Signature;
        start.Environment["SECRET"] = secret;
        using var shell = Process.Start(start)!;
        var said = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", said);
        return shell.ExitCode;
    }
}
