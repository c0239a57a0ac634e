using Aops.Hosting;
using Aops.Layout;
using Aops.Spm.Connections;

namespace Aops.Spm.Heartbeats;

/// <summary>Sends contents of the inventory in the name of this host.</summary>
internal sealed class InventoryUploader(AopsLayout layout, HeartbeatClient client, ServerConnections connections)
{
    /// <summary>Sends one content.</summary>
    /// <param name="section">Its section.</param>
    /// <param name="hash">The hash of the content, by which the server knows it.</param>
    /// <param name="content">The JSON.</param>
    /// <returns>Whether the server has it now, or does not want it.</returns>
    public async Task<bool> SendAsync(
        string section, string hash, byte[] content, CancellationToken cancellationToken) =>
        connections.Current is { Server: var server } && IdentityFile.TryRead(layout) is { } identity
        && await client.SendInventoryAsync(server, identity, section, hash, content, cancellationToken);
}
