using System.Globalization;
using Aops.Native;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>
/// How a connection is set up: as this user, without descriptors from the other side, and without the identity of the
/// machine, which the library would read from a file of the host that need not be whole.
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
