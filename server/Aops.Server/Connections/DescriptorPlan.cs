namespace Aops.Server.Connections;

/// <summary>
/// How the descriptors that the process may open are shared out: to connections, to files that are sent, and to the
/// server itself. Since the shares never add up to more, none is ever missing (EMFILE).
/// </summary>
/// <param name="Descriptors">What the process may open (RLIMIT_NOFILE).</param>
/// <param name="ConnectionsMax">Connections that are served at once.</param>
/// <param name="ClosingMax">Connections on top that are being closed.</param>
/// <param name="FilesMax">Files that are sent at once.</param>
/// <param name="PerAddressMax">Connections of one address.</param>
internal sealed record DescriptorPlan(
    long Descriptors, int ConnectionsMax, int ClosingMax, int FilesMax, int PerAddressMax)
{
    /// <summary>The least with which a server is of any use.</summary>
    public const int DescriptorsMin = 256;

    /// <summary>The plan for a number of descriptors.</summary>
    /// <param name="descriptors">What the process may open.</param>
    /// <param name="perAddress">Connections of one address as the operator wants it; null for half of all.</param>
    public static DescriptorPlan Of(long descriptors, int? perAddress)
    {
        var shared = Math.Max(descriptors - ServerLimits.DescriptorsReserved, 16);
        // Of eight parts six are connections, one those that are being closed, one is files.
        var connections = (int)Math.Min(ServerLimits.ConnectionsMax, shared * 6 / 8);
        var closing = (int)Math.Min(connections, shared / 8);
        var files = (int)Math.Min(ServerLimits.FilesMax, shared / 8);
        return new DescriptorPlan(
            descriptors, connections, closing, files, Math.Clamp(perAddress ?? connections / 2, 1, connections));
    }
}
