using System.Text;

namespace Aops.Harness;

/// <summary>Changes a text within a Native AOT program: its strings lie in it as UTF-16.</summary>
public static class MisspeltProgram
{
    /// <summary>Changes every place of a text.</summary>
    /// <param name="path">The program.</param>
    /// <param name="right">The text, as a whole string of the program.</param>
    /// <param name="wrong">What stands in its place, of the same length.</param>
    /// <exception cref="InvalidOperationException">The text is not there, so nothing would be wrong.</exception>
    public static void Write(string path, string right, string wrong)
    {
        if (right.Length != wrong.Length) throw new ArgumentException($"'{wrong}' is not as long as '{right}'", nameof(wrong));
        var program = File.ReadAllBytes(path);
        var (sought, replacement) = (BytesOf(right), BytesOf(wrong));
        var places = 0;
        for (var at = program.AsSpan().IndexOf(sought); at >= 0; places++)
        {
            replacement.CopyTo(program, at);
            var next = program.AsSpan(at + sought.Length).IndexOf(sought);
            at = next < 0 ? -1 : at + sought.Length + next;
        }
        if (places == 0) throw new InvalidOperationException($"{path} has no text '{right}'");
        File.WriteAllBytes(path, program);
    }

    // A string is its length and its text. The compiler packs runs of zeros, and the last zero of a text begins one.
    private static byte[] BytesOf(string text) =>
        [.. BitConverter.GetBytes(text.Length), .. Encoding.Unicode.GetBytes(text).AsSpan(..^1)];
}
