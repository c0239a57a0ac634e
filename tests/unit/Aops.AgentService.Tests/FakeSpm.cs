using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Ipc;
using Aops.Layout;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.AgentService.Tests;

/// <summary>The socket of a half, answered by a test.</summary>
internal static class FakeSpm
{
    internal static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Serves until it is disposed; each message is answered with what the function returns.</summary>
    internal static LocalListener Start(
        AopsLayout layout, Role role, Func<LocalMessage, IEnumerable<LocalMessage>> answer)
    {
        Directory.CreateDirectory(layout.Run);
        return LocalListener.Start(new LocalSocket(layout, role), (link, _) =>
        {
            while (link.Receive() is { } message)
            {
                foreach (var reply in answer(message)) link.Send(reply);
            }
            return Task.CompletedTask;
        }, NullLogger.Instance);
    }

    internal static StatusReply Status(Role role = Role.Spm, string version = "1.0.0", UpgradeReport? upgrade = null) =>
        new()
        {
            Role = role,
            Agent = new AgentStatus { Version = version, StartedAt = Now.AddMinutes(-5), Upgrade = upgrade },
            AgentId = "a1",
            HeartbeatServer = "https://server:8443",
            LastHeartbeatAt = Now.AddSeconds(-3),
            Revision = 7,
        };
}
