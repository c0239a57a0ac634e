using System.Globalization;
using Aops.Native;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>
/// Options of a connection: as this user, without file descriptors from the peer, and without the machine id, which
/// the library would read from a file that may be damaged.
/// </summary>
/// <param name="address">Address of the broker.</param>
internal sealed class BusOptions(string address) : DBusConnectionOptions
{
    private static readonly string NoMachine = new('0', 32);

    /// <inheritdoc/>
    protected override ValueTask<SetupResult> SetupAsync(CancellationToken cancellationToken) => new(
        new SetupResult(address)
        {
            UserId = CurrentUser.EffectiveId.ToString(CultureInfo.InvariantCulture),
            MachineId = NoMachine,
            SupportsFdPassing = false,
        });
}
