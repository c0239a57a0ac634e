using Aops.Systemd.Transient;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>The arguments of <c>StartTransientUnit</c>: <c>ssa(sv)a(sa(sv))</c> (org.freedesktop.systemd1(5)).</summary>
internal static class BusProperties
{
    /// <summary>Writes them.</summary>
    /// <param name="writer">The message.</param>
    public static void Write(ref MessageWriter writer, TransientUnit unit)
    {
        writer.WriteString(unit.Name);
        writer.WriteString("fail");
        var properties = writer.WriteArrayStart(DBusType.Struct);
        foreach (var (name, value) in unit.Properties)
        {
            writer.WriteStructureStart();
            writer.WriteString(name);
            WriteVariant(ref writer, value);
        }
        writer.WriteArrayEnd(properties);
        // Auxiliary units: none.
        writer.WriteArrayEnd(writer.WriteArrayStart(DBusType.Struct));
    }

    private static void WriteVariant(ref MessageWriter writer, UnitProperty value)
    {
        switch (value)
        {
            case UnitProperty.Text text:
                writer.WriteVariantString(text.Value);
                break;
            case UnitProperty.Flag flag:
                writer.WriteVariantBool(flag.Value);
                break;
            case UnitProperty.Number number:
                writer.WriteVariantInt32(number.Value);
                break;
            case UnitProperty.Mode mode:
                writer.WriteVariantUInt32(mode.Value);
                break;
            case UnitProperty.Amount amount:
                writer.WriteVariantUInt64(amount.Value);
                break;
            case UnitProperty.Words words:
                writer.WriteSignature("as");
                writer.WriteArray(words.Values);
                break;
            case UnitProperty.Command command:
                WriteCommand(ref writer, command);
                break;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} has no D-Bus type");
        }
    }

    // a(sasb): program, arguments, whether its failure is none.
    private static void WriteCommand(ref MessageWriter writer, UnitProperty.Command command)
    {
        writer.WriteSignature("a(sasb)");
        var commands = writer.WriteArrayStart(DBusType.Struct);
        writer.WriteStructureStart();
        writer.WriteString(command.Program);
        writer.WriteArray(command.EscapedArguments);
        writer.WriteBool(false);
        writer.WriteArrayEnd(commands);
    }
}
