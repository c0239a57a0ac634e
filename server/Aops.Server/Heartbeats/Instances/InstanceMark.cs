using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats.Instances;

/// <summary>Identifies a running host; 0 means that it reports no value.</summary>
/// <param name="Boot">Boot of its kernel.</param>
/// <param name="Product">The machine.</param>
/// <param name="Network">Its network addresses.</param>
/// <param name="Name">
/// The host's name. A new name is not another machine, but distinguishes two hosts that run at once and are
/// otherwise equal.
/// </param>
internal readonly record struct InstanceMark(ulong Boot, ulong Product, ulong Network, ulong Name = 0)
{
    public static InstanceMark Of(HostInstance told, string hostname) =>
        new(Number(told.Boot), Number(told.Product), Number(told.Network), Number(hostname));

    /// <summary>Whether all values that both report are equal, apart from the boot.</summary>
    public bool IsSameMachine(InstanceMark other) =>
        Agree(Product, other.Product) && Agree(Network, other.Network);

    /// <summary>Whether both report a machine, and different ones.</summary>
    public bool IsOtherProduct(InstanceMark other) => !Agree(Product, other.Product);

    private static bool Agree(ulong one, ulong other) => one == 0 || other == 0 || one == other;

    private static ulong Number(string? text) => string.IsNullOrEmpty(text)
        ? 0
        : BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
