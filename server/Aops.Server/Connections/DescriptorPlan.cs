namespace Aops.Server.Connections;

/// <summary>
/// Distribution of the descriptors of the process to connections, files being sent, and the server itself.
/// The shares never exceed the total, so that EMFILE cannot occur.
/// </summary>
/// <param name="Descriptors">Descriptors of the process (RLIMIT_NOFILE).</param>
/// <param name="ConnectionsMax">Connections that are served at once.</param>
/// <param name="ClosingMax">Additional connections that are being closed.</param>
/// <param name="FilesMax">Files that are sent at once.</param>
/// <param name="PerAddressMax">Connections per address.</param>
internal sealed record DescriptorPlan(
    long Descriptors, int ConnectionsMax, int ClosingMax, int FilesMax, int PerAddressMax)
{
    /// <summary>Least number of descriptors that a server needs.</summary>
    public const int DescriptorsMin = 256;

    /// <summary>The plan for a number of descriptors.</summary>
    /// <param name="descriptors">Descriptors of the process.</param>
    /// <param name="perAddress">Connections per address as set by the operator; null for half of all.</param>
    public static DescriptorPlan Of(long descriptors, int? perAddress)
    {
        var shared = Math.Max(descriptors - ServerLimits.DescriptorsReserved, 16);
        // Of eight parts, six are for connections, one is for those being closed, and one is for files.
        var connections = (int)Math.Min(ServerLimits.ConnectionsMax, shared * 6 / 8);
        var closing = (int)Math.Min(connections, shared / 8);
        var files = (int)Math.Min(ServerLimits.FilesMax, shared / 8);
        return new DescriptorPlan(
            descriptors, connections, closing, files, Math.Clamp(perAddress ?? connections / 2, 1, connections));
    }
}
