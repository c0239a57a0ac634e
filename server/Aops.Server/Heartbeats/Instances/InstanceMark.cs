using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats.Instances;

/// <summary>What a running host is recognised by; 0 stands for what it does not say.</summary>
/// <param name="Boot">One boot of one kernel.</param>
/// <param name="Product">The machine.</param>
/// <param name="Network">Its network addresses.</param>
/// <param name="Name">
/// The host's name: a new one does not make another machine, but tells two apart that run at once and are alike in all else.
/// </param>
internal readonly record struct InstanceMark(ulong Boot, ulong Product, ulong Network, ulong Name = 0)
{
    public static InstanceMark Of(HostInstance told, string hostname) =>
        new(Number(told.Boot), Number(told.Product), Number(told.Network), Number(hostname));

    /// <summary>Whether it is the same machine in all that both say, whichever boot it is.</summary>
    public bool IsSameMachine(InstanceMark other) =>
        Agree(Product, other.Product) && Agree(Network, other.Network);

    /// <summary>Whether both name a machine, and not the same one.</summary>
    public bool IsOtherProduct(InstanceMark other) => !Agree(Product, other.Product);

    private static bool Agree(ulong one, ulong other) => one == 0 || other == 0 || one == other;

    private static ulong Number(string? text) => string.IsNullOrEmpty(text)
        ? 0
        : BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
