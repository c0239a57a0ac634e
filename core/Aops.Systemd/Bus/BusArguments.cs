using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>Writes the arguments of a call.</summary>
/// <param name="writer">The message.</param>
internal delegate void BusArguments(ref MessageWriter writer);
