namespace Aops.Fuzz.Engine;

/// <summary>What inputs are made of, which decides how they are mutated.</summary>
internal enum InputKind
{
    /// <summary>Bytes of any format.</summary>
    Bytes,

    /// <summary>JSON: its values and members are replaced, repeated, removed and nested, besides its bytes.</summary>
    Json,

    /// <summary>A tar archive: its headers get right checksums after most mutations.</summary>
    Tar,
}
