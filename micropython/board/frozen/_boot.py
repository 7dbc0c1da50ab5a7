# Runs first, at power-on and after every reset: the file system at /.
import board
import vfs

try:
    vfs.mount(vfs.VfsLfs2(board.disk), "/")
except OSError:
    vfs.VfsLfs2.mkfs(board.disk)
    vfs.mount(vfs.VfsLfs2(board.disk), "/")

del board, vfs
