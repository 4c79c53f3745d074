/**
 * Vietnamese for the error codes of the contract. The messages of the contract are English; these leave out the details
 * that only the server knows. A test (errors.test.ts) fails when a code has no text here.
 */
import type { ErrorCode } from '@sheetport/contract';

export const viErrors: Partial<Record<ErrorCode, string>> = {
  not_signed_in: 'Hãy đăng nhập, hoặc mở liên kết mà dịch vụ in ra khi khởi động.',
  wrong_password:
    'Địa chỉ thư hoặc mật khẩu không đúng, hoặc tài khoản đã bị tắt. Hãy thử lại, hoặc xin một chủ dịch vụ liên kết đặt mật khẩu mới.',
  sign_in_again:
    'Việc này cần bạn vừa đăng nhập, vì tài khoản không có mật khẩu để hỏi. Chưa có gì thay đổi. Hãy đăng xuất, đăng nhập lại rồi làm lại.',
  wrong_current_password: 'Mật khẩu hiện tại thiếu hoặc không đúng. Chưa có gì thay đổi.',
  second_factor_needed: 'Mật khẩu đúng. Hãy gửi kèm mã của ứng dụng xác thực hoặc một mã khôi phục.',
  wrong_code: 'Mã không đúng, quá cũ hoặc đã được dùng. Hãy đợi mã tiếp theo, hoặc dùng mã khôi phục.',
  wrong_setup_code: 'Mã không thuộc về khóa này, hoặc quá cũ. Hãy quét lại khóa và nhập mã mà ứng dụng đang hiện.',
  password_needed: 'Xác thực hai bước đi cùng mật khẩu. Hãy đặt mật khẩu trước.',
  second_factor_required:
    'Dịch vụ này bắt buộc xác thực hai bước với ai có mật khẩu. Hãy đăng nhập vào trang và thiết lập; trước đó không việc nào khác làm được, cả khóa API.',
  second_factor_on: 'Hãy tắt xác thực hai bước trước khi thiết lập cái khác.',
  provider_unavailable: 'Nhà cung cấp đăng nhập không trả lời. Hãy thử lại sau một phút.',
  not_offered: 'Dịch vụ này không được thiết lập cho cách đăng nhập hay đặt mật khẩu này.',
  forbidden: 'Vai trò của bạn không cho phép làm việc này. Hãy nhờ một chủ dịch vụ làm giúp hoặc đổi vai trò.',
  invalid_link: 'Liên kết này đã được dùng, quá cũ hoặc không đầy đủ. Hãy xin một chủ dịch vụ liên kết mới.',
  email_taken: 'Một người khác ở đây có địa chỉ thư này. Hãy đăng nhập bằng nó, hoặc chọn địa chỉ khác.',
  email_needed: 'Cần địa chỉ thư để đăng nhập bằng mật khẩu. Hãy đặt cả hai cùng lúc.',
  sender_not_allowed:
    'Người đã gửi việc này không còn được làm việc đó với bảng của nó. Chưa có gì thay đổi. Ai có quyền thì có thể chạy lại.',
  first_owner_stays:
    'Liên kết được in ra đăng nhập với tư cách người này, nên họ luôn là chủ dịch vụ và không tắt hay xóa được.',
  own_account: 'Bạn không tự đổi vai trò, tắt hay xóa chính mình được. Hãy nhờ một chủ dịch vụ khác.',
  key_scope:
    'Khóa API này không có phạm vi cho việc đó. Hãy dùng khóa khác, hoặc nhờ người giữ khóa thêm phạm vi. Khóa không bao giờ thay đổi người dùng, mật khẩu hay khóa.',
  upload_link_paused: 'Liên kết này hiện không nhận tệp. Hãy hỏi người đã đưa liên kết cho bạn.',
  upload_link_expired: 'Đã hết thời gian gửi tệp bằng liên kết này. Hãy xin người đã đưa liên kết một liên kết mới.',
  upload_link_full: 'Liên kết này đã nhận đủ số tệp. Hãy hỏi người đã đưa liên kết cho bạn.',
  missing_headings: 'Tệp thiếu một số tiêu đề cột. Chưa có gì được nhập. Hãy thêm các cột đó rồi gửi lại.',
  foreign_origin: 'Yêu cầu này đến từ một trang hoặc tên máy khác. Hãy mở dịch vụ bằng đúng địa chỉ của nó.',
  too_many_requests: 'Quá nhiều yêu cầu. Hãy đợi một lát rồi thử lại.',
  invalid_request: 'Dịch vụ không hiểu yêu cầu này. Hãy tải lại trang rồi thử lại.',
  not_found: 'Không có mục này. Có thể nó đã bị xóa.',
  method_not_allowed: 'Địa chỉ này không nhận kiểu yêu cầu đó.',
  unsupported_media_type: 'Kiểu nội dung này không được hỗ trợ.',
  idempotency_conflict: 'Yêu cầu này đã được gửi với nội dung khác. Hãy thử lại.',
  gone: 'Tệp này đã bị xóa sau thời hạn. Hãy tải lên hoặc xuất lại.',
  no_file: 'Yêu cầu không có tệp nào.',
  file_too_large: 'Tệp lớn hơn mức dịch vụ nhận. Hãy chia nhỏ tệp, hoặc nhờ chủ dịch vụ nâng giới hạn.',
  upload_incomplete: 'Việc tải lên dừng trước khi đủ tệp. Hãy gửi lại.',
  upload_conflict:
    'Việc tải lên này đang diễn ra ở nơi khác hoặc không khớp số byte. Hãy thử lại để tiếp tục từ chỗ dừng.',
  disk_full:
    'Ổ đĩa của dịch vụ không còn đủ chỗ trống. Không có gì bị thay đổi. Hãy dọn chỗ trên ổ đĩa chứa DATA_DIR rồi thử lại.',
  quota_storage:
    'Tệp và bản xuất đã dùng hết dung lượng được phép. Không có gì bị thay đổi. Hãy xóa các tệp không còn cần rồi thử lại, hoặc nhờ người vận hành dịch vụ tăng giới hạn.',
  quota_jobs:
    'Có quá nhiều công việc đang chờ hoặc đang chạy. Không có gì bị thay đổi. Hãy đợi vài việc xong, hoặc hủy bớt, rồi thử lại.',
  quota_rows:
    'Số hàng được nhập trong 24 giờ đã đạt giới hạn. Không có gì bị thay đổi. Hãy thử lại sau hoặc nhập ít hàng hơn, hoặc nhờ người vận hành dịch vụ tăng giới hạn.',
  file_missing:
    'Không đọc được tệp đã lưu trên đĩa của dịch vụ. Không có gì bị thay đổi. Hãy kiểm tra DATA_DIR (hoặc S3_BUCKET) và ổ đĩa của nó, khôi phục tệp từ bản sao lưu, hoặc tải lên hay xuất lại.',
  storage_unavailable:
    'Hiện không dùng được nơi lưu tệp của dịch vụ. Không có gì bị mất; dịch vụ sẽ thử lại. Nếu vẫn vậy, hãy nhờ chủ dịch vụ kiểm tra cài đặt nơi lưu tệp (DATA_DIR, hoặc các cài đặt S3_ và thông tin đăng nhập AWS).',
  file_not_ready: 'Tệp vẫn đang được xem xét. Hãy thử lại sau giây lát.',
  empty_file: 'Tệp không có nội dung. Hãy lưu lại bằng chương trình bảng tính rồi tải lên.',
  not_a_spreadsheet: 'Đây không phải là bảng tính đọc được. Hãy lưu thành .xlsx hoặc .csv rồi tải lên.',
  unsupported_format: 'Không đọc được định dạng này. Hãy lưu thành .xlsx hoặc .csv rồi tải lên.',
  encrypted: 'Sổ tính có mật khẩu. Hãy mở ra, lưu lại không có mật khẩu, rồi tải lên.',
  unclosed_quote:
    'Dấu ngoặc kép mở ở dòng {row} và không bao giờ đóng, nên không tách được các dòng sau nó. Hãy đọc dấu ngoặc kép như chữ thường, không mất dòng nào, hoặc sửa dòng {row} rồi tải lên lại.',
  not_a_text_file:
    'Chỉ tệp văn bản như .csv mới có bảng mã, dấu phân cách và dấu ngoặc kép để chọn. Tệp này là sổ làm việc.',
  damaged_file: 'Tệp bị hỏng. Hãy mở bằng chương trình bảng tính, lưu lại, rồi tải lên.',
  file_refused: 'Tệp bị từ chối để giữ an toàn cho dịch vụ.',
  file_too_complex:
    'Đọc tệp này cần nhiều bộ nhớ hoặc thời gian hơn mức cho phép. Không có gì bị thay đổi. Hãy mở bằng chương trình bảng tính, lưu thành .xlsx hoặc .csv, rồi tải lên.',
  file_unreadable: 'Khi xem xét đã không đọc được tệp này. Hãy lưu lại bằng chương trình bảng tính rồi tải lên.',
  no_such_sheet: 'Sổ tính không có trang tính này. Hãy chọn trang khác.',
  empty_sheet: 'Trang tính không có dòng nào dưới dòng tiêu đề. Hãy chọn trang tính hoặc dòng tiêu đề khác.',
  invalid_table: 'Không tạo được bảng như vậy.',
  invalid_filter: 'Bộ lọc hoặc thứ tự không hợp với bảng.',
  invalid_export: 'Không xuất được như vậy. Hãy xem lại các tùy chọn.',
  invalid_template: 'Không dùng được mẫu này. Hãy lưu lại bằng Excel rồi tải lên.',
  invalid_cursor: 'Trang này không hợp với bảng hoặc thứ tự. Hãy bắt đầu từ trang đầu.',
  table_exists: 'Đã có bảng với tên này. Hãy chọn tên khác, hoặc nhập vào bảng đó.',
  table_in_use: 'Có việc đang chạy trên bảng này. Hãy đợi xong hoặc hủy việc đó.',
  folder_exists: 'Đã có thư mục tên "{{name}}". Hãy chọn tên khác, hoặc dùng thư mục đó.',
  folder_not_empty: 'Trong thư mục này còn bảng. Hãy chuyển chúng ra hoặc xóa chúng trước.',
  table_needed: 'Có thứ khác trong cơ sở dữ liệu phụ thuộc vào bảng này. Hãy bỏ thứ đó trước.',
  invalid_rule: 'Không dùng được quy tắc này cho cột đã chọn. Chưa có gì thay đổi.',
  rows_violate_rule: 'Có những dòng vi phạm quy tắc này. Hãy sửa chúng trước. Chưa có gì thay đổi.',
  table_missing: 'Bảng đứng sau tên này không còn trong cơ sở dữ liệu.',
  table_attached: 'Bảng này đã được gắn vào rồi.',
  cannot_attach: 'Không gắn được bảng này. Hộp thoại gắn bảng cho biết lý do.',
  drop_not_confirmed:
    'Bảng này có sẵn trong cơ sở dữ liệu trước khi được gắn vào. Hãy nói rõ: chỉ tháo ra, hay xóa hẳn cùng mọi dòng.',
  table_unreadable:
    'Không đọc được các dòng của bảng này: người dùng cơ sở dữ liệu của dịch vụ thiếu quyền, hoặc có chính sách che bớt dòng. Hãy hỏi người quản lý cơ sở dữ liệu.',
  table_read_only:
    'Không đưa được dòng nào vào bảng này: người dùng cơ sở dữ liệu của dịch vụ thiếu quyền ghi. Không có gì bị thay đổi; vẫn xuất được.',
  table_rejected_rows: 'Bảng từ chối những gì được ghi vào, chẳng hạn do một trigger. Không có gì bị thay đổi.',
  not_permitted:
    'Người dùng cơ sở dữ liệu của dịch vụ không được phép làm việc này. Hãy hỏi người quản lý cơ sở dữ liệu.',
  job_finished: 'Việc đã kết thúc; những gì đã làm vẫn giữ nguyên.',
  job_not_finished: 'Việc chưa kết thúc. Hãy đợi xong hoặc hủy.',
  nothing_to_undo: 'Chỉ hoàn tác được một lần nhập đã vào bảng; việc này không phải vậy.',
  already_undone: 'Lần nhập đã được hoàn tác, nên không còn gì để hoàn tác hay sửa.',
  undo_not_possible:
    'Không hoàn tác được lần nhập này: những gì cần để hoàn tác không còn được giữ, hoặc bảng đã khác. Không có gì bị thay đổi.',
  not_a_dry_run: 'Chỉ một lần chạy thử đã xong mới nhập thật được. Hãy bắt đầu một lần nhập.',
  already_imported:
    'Các dòng này đã được nhập vào bảng này trước đây. Chưa có gì thay đổi. Hãy mở lần nhập đó, cập nhật thay vì thêm, hoặc nhập lại.',
  no_pending_rejects: 'Chỉ sửa được các dòng mà lần nhập đã từ chối, và việc này không có dòng nào như vậy.',
  rows_already_resolved:
    'Có dòng không còn chờ sửa: chúng đã vào bảng trong lúc đó, hoặc chưa từng bị từ chối. Hãy tải lại danh sách.',
  invalid_corrections_file: 'Không dùng được tệp đã sửa. Hãy tải lại các dòng bị từ chối, và chỉ đổi những ô còn sai.',
  invalid_range: 'Phần được yêu cầu nằm ngoài tệp. Hãy tải xuống lại từ đầu.',
  export_expired: 'Tệp xuất này đã bị xóa vì hết thời gian lưu giữ. Hãy tạo lại trên trang của việc này.',
  no_file_yet: 'Việc này không có tệp để tải xuống.',
  invalid_mapping: 'Các cột không ghép được với nhau.',
  no_columns: 'Không cột nào của trang tính khớp với cột của bảng. Hãy chọn cột nào đưa vào đâu.',
  invalid_key: 'Không dùng được khóa này.',
  key_not_unique:
    'Bảng không bảo đảm khóa này là duy nhất nên không thể đối chiếu các dòng. Chưa có gì thay đổi. Hãy đặt nó làm khóa của bảng, chọn khóa khác, hoặc chỉ thêm dòng mới.',
  key_needed: 'Cách nhập này cần có khóa: hãy chọn các cột nhận diện một dòng.',
  rows_rejected:
    'Có dòng bị từ chối, nên không có gì được nhập. Hãy sửa các dòng đó, hoặc nhập và bỏ qua các dòng bị từ chối.',
  dependency_failed:
    'Một việc mà việc này chờ đã thất bại, bị hủy hoặc bị xóa, nên việc này không bắt đầu. Không có gì bị thay đổi. Hãy xem việc đó trước, rồi chạy lại việc này.',
  worker_lost: 'Việc bị dừng đột ngột nhiều lần với tệp này. Không có gì được nhập. Hãy lưu lại tệp rồi thử lại.',
  newer_version:
    'Việc này cần một phiên bản mới hơn của dịch vụ. Không có gì bị thay đổi. Hãy nâng cấp các tiến trình xử lý rồi thử lại.',
  out_of_memory:
    'Tệp cần nhiều bộ nhớ hơn mức cho phép. Không có gì bị thay đổi. Hãy chia nhỏ tệp hoặc lưu thành .csv.',
  file_needs_memory:
    'Đọc tệp này cần nhiều bộ nhớ hơn mức mà máy xử lý dành cho tệp. Không có gì bị thay đổi. Hãy lưu trang tính thành .csv hoặc chia nhỏ tệp. Người vận hành có thể tăng WORKER_MEMORY_MB.',
  database_unavailable: 'Cơ sở dữ liệu không trả lời. Không mất gì cả; hãy thử lại sau giây lát.',
  busy: 'Đang có quá nhiều yêu cầu loại này. Không có gì thay đổi; hãy thử lại sau giây lát.',
  query_too_slow:
    'Cơ sở dữ liệu không làm xong kịp nên yêu cầu đã bị dừng. Hãy lọc hẹp hơn, hoặc sắp xếp theo cột có chỉ mục. Nếu bảng đang được thay đổi trong cơ sở dữ liệu, hãy đợi xong.',
  queue_unavailable: 'Hàng chờ không trả lời. Vẫn tải tệp lên được; hãy thử lại sau giây lát.',
  address_not_allowed:
    'Địa chỉ này thuộc chính máy chủ hoặc một mạng riêng nên dịch vụ không kết nối tới. Hãy dùng địa chỉ công khai. Người vận hành có thể cho phép một mạng bằng OUTGOING_NETWORKS.',
  receiver_unreachable: 'Không kết nối được tới nơi nhận. Hãy kiểm tra địa chỉ và xem hệ thống kia có đang chạy không.',
  receiver_refused:
    'Hệ thống kia từ chối. Không có gì thay đổi. Hãy kiểm tra tên người dùng, khóa hoặc mật khẩu, và thư mục.',
  grant_refused:
    'Nhà cung cấp không còn cho truy cập hộp thư. Hãy kiểm tra mã và khóa bí mật của ứng dụng. Nếu quyền đã bị thu hồi hoặc hết hạn, hãy đăng nhập lại ở đó và nhập refresh token mới.',
  host_key_not_confirmed:
    'Máy chủ đưa ra một khóa chưa được tin cậy. Chưa gửi gì cả. Hãy so khóa với người vận hành máy chủ đó rồi mới tin.',
  secret_missing:
    'Nơi này cần mật khẩu hoặc khóa. Mật khẩu đã lưu chỉ được dùng cho nơi mà nó được nhập. Hãy nhập vào.',
  secret_unreadable:
    'Không giải mã được một khóa bí mật đã lưu vì khóa của dịch vụ đã đổi. Hãy nhập lại. Người vận hành có thể đặt ENCRYPTION_KEY bằng OWNER_TOKEN trước đây.',
  invalid_schedule: 'Lịch này không dùng được. Chưa lưu gì cả. Hãy đổi thời điểm hoặc múi giờ.',
  search_index_unavailable:
    'Không tạo được chỉ mục tìm kiếm cho bảng này. Chưa thay đổi gì; việc tìm kiếm vẫn đọc mọi dòng. Cần cơ sở dữ liệu UTF-8 có phần mở rộng pg_trgm: hãy nhờ người vận hành chạy CREATE EXTENSION pg_trgm.',
  too_many_kept: 'Bạn đã có số lượng tối đa của loại này. Chưa lưu gì. Hãy xóa những mục không còn cần.',
  schedule_person_gone:
    'Người tạo lịch này đã bị khóa hoặc bị xóa. Không có gì được thực hiện. Ai cần thì hãy tạo lịch của riêng mình.',
  schedule_not_allowed:
    'Người tạo lịch này không còn quyền làm việc đó, hoặc dữ liệu của nó không còn. Không có gì được thực hiện. Hãy cấp lại quyền hoặc sửa lịch.',
  time_limit:
    'Việc này chạy quá thời hạn nên đã bị dừng. Không có gì bị thay đổi. Hãy cho thời hạn dài hơn, hoặc giao ít việc hơn.',
  no_email_address: 'Chưa có địa chỉ e-mail để gửi thư. Hãy đặt địa chỉ ở “Tài khoản của bạn” rồi thử lại.',
  target_not_set_up: 'Chưa gửi được tới nơi này: dịch vụ chưa được thiết lập cho nó. Người vận hành có thể thiết lập.',
  feed_folder_not_allowed:
    'Thư mục này không nằm trong FEED_FOLDERS. Chưa lưu gì cả. Hãy chọn thư mục khác, hoặc nhờ người vận hành cho phép.',
  feed_unreadable: 'Không đọc được nguồn này. Không có gì được nhập. Hãy kiểm tra nguồn hoặc sửa thiết lập.',
  web_page_answered:
    'Địa chỉ này trả về một trang web thay vì tệp, ví dụ trang đăng nhập. Không có gì được nhập. Hãy chia sẻ bảng tính cho “bất kỳ ai có liên kết”, hoặc ghi địa chỉ của chính tệp.',
  source_rate:
    'Đã đủ số tệp mà nguồn này được nhập trong khoảng thời gian này. Tệp sẽ tự được nhập sau. Bạn không cần làm gì.',
  feed_shape: 'Tệp không giống như bảng mong đợi. Không có gì được nhập. Hãy xem tệp, rồi nhập hoặc bỏ qua.',
  nothing_to_import: 'Tệp này đã được nhập, hoặc sắp được nhập. Không có gì thay đổi.',
  mode_not_supported: 'Cách nhập này không dùng được ở đây.',
  internal:
    'Đã có lỗi ở phía dịch vụ. Không có gì bị làm dở dang. Hãy thử lại; nếu lại xảy ra, hãy báo cho chủ dịch vụ thời điểm xảy ra.',
};
