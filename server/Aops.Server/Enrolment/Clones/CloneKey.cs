using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;

namespace Aops.Server.Enrolment.Clones;

/// <summary>Identifies a clone that asks again by its machine, across reboots.</summary>
internal static class CloneKey
{
    public static string Of(HostInfo host) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{host.MachineId}\n{host.Instance?.Product}\n{host.Instance?.Network}")));
}
