using Aops.Native.Systemd;
using Aops.Systemd.Transient;

namespace Aops.Systemd.Client;

// Units that exist only while they are needed.
public sealed partial class SystemdClient
{
    /// <summary>Starts a unit that is described here instead of in a file.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The job.</returns>
    /// <exception cref="SdBusException">With <see cref="SystemdErrors.UnitExists"/>: one of its name is loaded.</exception>
    public UnitJob StartTransient(TransientUnit unit)
    {
        var isRepeated = false;
        try
        {
            using var reply = Manage("StartTransientUnit", m => Append(m, unit), () => isRepeated = true);
            return Note(new UnitJob(unit.Name, "start", reply.ReadString('o')));
        }
        catch (SdBusException e) when (isRepeated && e.Name == SystemdErrors.UnitExists)
        {
            // Only the answer to the first call was lost.
            return Start(unit.Name);
        }
    }

    private static void Append(SdBusMessage message, TransientUnit unit)
    {
        message.Append(unit.Name).Append("fail").Open('a', "(sv)");
        foreach (var (name, value) in unit.Properties)
        {
            message.Open('r', "sv").Append(name).Open('v', value.Signature);
            value.AppendTo(message);
            message.Close().Close();
        }
        // Auxiliary units: none.
        message.Close().Open('a', "(sa(sv))").Close();
    }
}
